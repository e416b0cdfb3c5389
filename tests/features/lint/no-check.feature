# expect no-check 5:3
Feature: A scenario that checks nothing

  @C-1
  Scenario: The ticket is there
    Given a ticket
    When 3 days go by
