# expect scenario-twice 14:5
Feature: One name under two rules

  Rule: One

    @C-1
    Scenario: The ticket is there
      Given a ticket
      Then the status is open

  Rule: Other

    @C-1
    Scenario: The ticket is there
      Given a ticket
      Then the status is closed
