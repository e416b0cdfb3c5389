# expect row-twice 12:7
Feature: A row twice

  @C-1
  Scenario Outline: The ticket is there
    Given a ticket
    Then the status is <status>

    Examples:
      | status |
      | open   |
      | open   |
