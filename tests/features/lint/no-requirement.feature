# expect no-requirement 4:3
Feature: A scenario for nothing

  Scenario: The ticket is there
    Given a ticket
    Then the status is open
