# expect no-step 8:3
Feature: A scenario without steps of its own

  Background:
    Given a ticket

  @C-1
  Scenario: The ticket is there
