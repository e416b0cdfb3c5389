# expect undefined-step 7:7
Feature: A rule with a background that nobody defines

  Rule: One

    Background:
      Given a sunny day

    @C-1
    Scenario: The ticket is there
      Given a ticket
      Then the status is open
