# expect no-examples 5:3
Feature: An outline without examples

  @C-1
  Scenario Outline: The ticket is there
    Given a ticket
    Then the status is open
