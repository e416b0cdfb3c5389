# expect empty-examples 10:5
Feature: Examples with a header only

  @C-1
  Scenario Outline: The ticket is there
    Given a ticket
    And the ticket is in status <status>
    Then the status is <status>

    Examples:
      | status |
