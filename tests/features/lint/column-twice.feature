# expect column-twice 10:9
# expect column-twice 10:18
Feature: A column twice

  @C-1
  Scenario Outline: The ticket is there
    Given a ticket
    Then the status is <status>
    Examples:
      | status | status |
      | open   | closed |
