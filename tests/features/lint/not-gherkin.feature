# expect not-gherkin 7:5
Feature: Half of it

  @C-1
  Scenario: The ticket is there
    Given a ticket
    The ticket is there
