# expect no-examples 5:3
Feature: A scenario that ought to be an outline

  @C-1
  Scenario: The ticket is there
    Given a ticket
    Then the status is <status>
