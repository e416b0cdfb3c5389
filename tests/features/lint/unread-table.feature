# expect unread-argument 7:7
Feature: A table that no step reads

  @C-1
  Scenario: The ticket is there
    Given a ticket
      | subject |
      | Printer |
    Then the status is open
