# expect unchecked-level 5:3
Feature: A requirement that nobody checks

  @T-12
  Scenario: The ticket is there
    Given a ticket
    Then the status is open
