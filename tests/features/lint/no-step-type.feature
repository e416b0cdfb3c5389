# expect no-step-type 6:5
Feature: A scenario that begins in the middle

  @C-1
  Scenario: The ticket is there
    And a ticket
    Then the status is open
