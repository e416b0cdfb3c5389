# expect mixed-levels 5:3
Feature: A must and a should

  @T-7 @T-11
  Scenario: The ticket is there
    Given a ticket
    Then the status is open
