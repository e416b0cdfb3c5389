# expect unused-column 10:18
Feature: A column that nothing uses

  @C-1
  Scenario Outline: The ticket is there
    Given a ticket
    Then the status is <status>

    Examples:
      | status | who         |
      | open   | the creator |
