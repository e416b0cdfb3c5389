# expect unknown-placeholder 7:5
Feature: A misspelt placeholder

  @C-1
  Scenario Outline: The ticket is there
    Given a ticket
    And the ticket is in status <statsu>
    Then the status is <status>

    Examples:
      | status |
      | open   |
