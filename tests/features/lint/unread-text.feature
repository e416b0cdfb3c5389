# expect unread-argument 7:7
Feature: A text that no step reads

  @C-1
  Scenario: The ticket is there
    Given a ticket
      """
      Printer
      """
    Then the status is open
