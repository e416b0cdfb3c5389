# expect unknown-tag 4:8
Feature: A requirement that is none

  @C-1 @C-11
  Scenario: The ticket is there
    Given a ticket
    Then the status is open
