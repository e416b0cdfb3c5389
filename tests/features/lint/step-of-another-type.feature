# expect undefined-step 6:5
Feature: A sentence of another kind

  @C-1
  Scenario: The ticket is there
    When a ticket
    Then the status is open
