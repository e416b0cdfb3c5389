# expect undefined-step 7:5
Feature: A step that nobody defines

  @C-1
  Scenario: The ticket is there
    Given a ticket
    Then the ticket smiles
