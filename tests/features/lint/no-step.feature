# expect no-step 5:3
Feature: A scenario without steps

  @C-1
  Scenario: The ticket is there
