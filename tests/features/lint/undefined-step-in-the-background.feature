# expect undefined-step 5:5
Feature: A background that nobody defines

  Background:
    Given a sunny day

  @C-1
  Scenario: The ticket is there
    Given a ticket
    Then the status is open
