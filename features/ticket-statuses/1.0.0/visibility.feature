# Rendered from ticket-statuses 1.0.0. Change the rules or the templates, and never this file.

Feature: Who sees a ticket

  A ticket is there for some people and for others it does not exist. The status has no say in it.

  Rule: Each status can be had, and everybody sees the same one

    Scenario Outline: Everybody sees the same status: <status>
      Given an active participant and a ticket
      And the ticket is in status <status>
      Then staff with every permission sees the status <status>
      And the creator sees the status <status>
      And an active participant sees the status <status>

      @S-1 @S-2 @S-3
      Examples:
        | status |
        | open   |

      @S-1 @S-2
      Examples:
        | status            |
        | in_progress       |
        | awaiting_customer |
        | required_test     |
        | required_action   |
        | resolved          |
        | pending_closure   |
        | closure_scheduled |
        | closed            |

  Rule: There are no other statuses

    Scenario Outline: There are these statuses and no others
      Given <who> and a ticket
      Then staff with every permission finds exactly these statuses on the server:
        | open |
        | in_progress |
        | awaiting_customer |
        | required_test |
        | required_action |
        | resolved |
        | pending_closure |
        | closure_scheduled |
        | closed |

      @S-2
      Examples:
        | who         |
        | the creator |

  Rule: A new ticket has the initial status

    Scenario Outline: A new ticket has the initial status: <who>, <status>
      Given <who> and a ticket
      Then the status is <status>

      @S-3
      Examples:
        | who         | status |
        | the creator | open   |

  Rule: Staff may see the ticket in these statuses

    @matrix
    Scenario Outline: Staff may see the ticket: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <who> tries to see the ticket
      Then it is done

      @T-1
      Examples:
        | who                                                                  | status            |
        | staff with nothing but tickets.view_all                              | open              |
        | the assigned staff member with every permission but tickets.view_all | open              |
        | staff with nothing but tickets.view_all                              | in_progress       |
        | the assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with nothing but tickets.view_all                              | awaiting_customer |
        | the assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with nothing but tickets.view_all                              | required_test     |
        | the assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with nothing but tickets.view_all                              | required_action   |
        | the assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with nothing but tickets.view_all                              | resolved          |
        | the assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with nothing but tickets.view_all                              | pending_closure   |
        | the assigned staff member with every permission but tickets.view_all | pending_closure   |
        | staff with nothing but tickets.view_all                              | closure_scheduled |
        | the assigned staff member with every permission but tickets.view_all | closure_scheduled |
        | staff with nothing but tickets.view_all                              | closed            |
        | the assigned staff member with every permission but tickets.view_all | closed            |

  Rule: Customers may see the ticket in these statuses

    @matrix
    Scenario Outline: Customers may see the ticket: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <who> tries to see the ticket
      Then it is done

      @C-1
      Examples:
        | who                   | status            |
        | the creator           | open              |
        | an active participant | open              |
        | the creator           | in_progress       |
        | an active participant | in_progress       |
        | the creator           | awaiting_customer |
        | an active participant | awaiting_customer |
        | the creator           | required_test     |
        | an active participant | required_test     |
        | the creator           | required_action   |
        | an active participant | required_action   |
        | the creator           | resolved          |
        | an active participant | resolved          |
        | the creator           | pending_closure   |
        | an active participant | pending_closure   |
        | the creator           | closure_scheduled |
        | an active participant | closure_scheduled |
        | the creator           | closed            |
        | an active participant | closed            |

  Rule: Outsiders cannot see the ticket (staff)

    Scenario Outline: Outsiders cannot see the ticket: Staff, <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to see the ticket
      Then it is refused
      And nothing has changed

      @T-1
      Examples:
        | who                                                                         | status            |
        | staff with every permission but tickets.view_all                            | open              |
        | a formerly assigned staff member with every permission but tickets.view_all | open              |
        | staff with every permission but tickets.view_all                            | in_progress       |
        | a formerly assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with every permission but tickets.view_all                            | awaiting_customer |
        | a formerly assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission but tickets.view_all                            | required_test     |
        | a formerly assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with every permission but tickets.view_all                            | required_action   |
        | a formerly assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with every permission but tickets.view_all                            | resolved          |
        | a formerly assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with every permission but tickets.view_all                            | pending_closure   |
        | a formerly assigned staff member with every permission but tickets.view_all | pending_closure   |
        | staff with every permission but tickets.view_all                            | closure_scheduled |
        | a formerly assigned staff member with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission but tickets.view_all                            | closed            |
        | a formerly assigned staff member with every permission but tickets.view_all | closed            |

  Rule: Outsiders cannot write a message (staff)

    Scenario Outline: Outsiders cannot write a message: Staff, <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to write a message
      Then it is refused
      And nothing has changed

      @T-1
      Examples:
        | who                                                                         | status            |
        | staff with every permission but tickets.view_all                            | open              |
        | a formerly assigned staff member with every permission but tickets.view_all | open              |
        | staff with every permission but tickets.view_all                            | in_progress       |
        | a formerly assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with every permission but tickets.view_all                            | awaiting_customer |
        | a formerly assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission but tickets.view_all                            | required_test     |
        | a formerly assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with every permission but tickets.view_all                            | required_action   |
        | a formerly assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with every permission but tickets.view_all                            | resolved          |
        | a formerly assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with every permission but tickets.view_all                            | pending_closure   |
        | a formerly assigned staff member with every permission but tickets.view_all | pending_closure   |
        | staff with every permission but tickets.view_all                            | closure_scheduled |
        | a formerly assigned staff member with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission but tickets.view_all                            | closed            |
        | a formerly assigned staff member with every permission but tickets.view_all | closed            |

  Rule: Outsiders cannot change the status (staff)

    Scenario Outline: Outsiders cannot change the status: Staff, <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to change the status
      Then it is refused
      And nothing has changed

      @T-1
      Examples:
        | who                                                                         | status            |
        | staff with every permission but tickets.view_all                            | open              |
        | a formerly assigned staff member with every permission but tickets.view_all | open              |
        | staff with every permission but tickets.view_all                            | in_progress       |
        | a formerly assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with every permission but tickets.view_all                            | awaiting_customer |
        | a formerly assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission but tickets.view_all                            | required_test     |
        | a formerly assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with every permission but tickets.view_all                            | required_action   |
        | a formerly assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with every permission but tickets.view_all                            | resolved          |
        | a formerly assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with every permission but tickets.view_all                            | pending_closure   |
        | a formerly assigned staff member with every permission but tickets.view_all | pending_closure   |
        | staff with every permission but tickets.view_all                            | closure_scheduled |
        | a formerly assigned staff member with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission but tickets.view_all                            | closed            |
        | a formerly assigned staff member with every permission but tickets.view_all | closed            |

  Rule: Outsiders cannot assign the ticket (staff)

    Scenario Outline: Outsiders cannot assign the ticket: Staff, <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to assign the ticket
      Then it is refused
      And nothing has changed

      @T-1
      Examples:
        | who                                                                         | status            |
        | staff with every permission but tickets.view_all                            | open              |
        | a formerly assigned staff member with every permission but tickets.view_all | open              |
        | staff with every permission but tickets.view_all                            | in_progress       |
        | a formerly assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with every permission but tickets.view_all                            | awaiting_customer |
        | a formerly assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission but tickets.view_all                            | required_test     |
        | a formerly assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with every permission but tickets.view_all                            | required_action   |
        | a formerly assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with every permission but tickets.view_all                            | resolved          |
        | a formerly assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with every permission but tickets.view_all                            | pending_closure   |
        | a formerly assigned staff member with every permission but tickets.view_all | pending_closure   |
        | staff with every permission but tickets.view_all                            | closure_scheduled |
        | a formerly assigned staff member with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission but tickets.view_all                            | closed            |
        | a formerly assigned staff member with every permission but tickets.view_all | closed            |

  Rule: Outsiders cannot schedule a closure (staff)

    Scenario Outline: Outsiders cannot schedule a closure: Staff, <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to schedule a closure
      Then it is refused
      And nothing has changed

      @T-1
      Examples:
        | who                                                                         | status            |
        | staff with every permission but tickets.view_all                            | open              |
        | a formerly assigned staff member with every permission but tickets.view_all | open              |
        | staff with every permission but tickets.view_all                            | in_progress       |
        | a formerly assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with every permission but tickets.view_all                            | awaiting_customer |
        | a formerly assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission but tickets.view_all                            | required_test     |
        | a formerly assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with every permission but tickets.view_all                            | required_action   |
        | a formerly assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with every permission but tickets.view_all                            | resolved          |
        | a formerly assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with every permission but tickets.view_all                            | pending_closure   |
        | a formerly assigned staff member with every permission but tickets.view_all | pending_closure   |
        | staff with every permission but tickets.view_all                            | closure_scheduled |
        | a formerly assigned staff member with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission but tickets.view_all                            | closed            |
        | a formerly assigned staff member with every permission but tickets.view_all | closed            |

  Rule: Outsiders cannot schedule a deletion (staff)

    Scenario Outline: Outsiders cannot schedule a deletion: Staff, <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to schedule a deletion
      Then it is refused
      And nothing has changed

      @T-1
      Examples:
        | who                                                                         | status            |
        | staff with every permission but tickets.view_all                            | open              |
        | a formerly assigned staff member with every permission but tickets.view_all | open              |
        | staff with every permission but tickets.view_all                            | in_progress       |
        | a formerly assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with every permission but tickets.view_all                            | awaiting_customer |
        | a formerly assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission but tickets.view_all                            | required_test     |
        | a formerly assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with every permission but tickets.view_all                            | required_action   |
        | a formerly assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with every permission but tickets.view_all                            | resolved          |
        | a formerly assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with every permission but tickets.view_all                            | pending_closure   |
        | a formerly assigned staff member with every permission but tickets.view_all | pending_closure   |
        | staff with every permission but tickets.view_all                            | closure_scheduled |
        | a formerly assigned staff member with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission but tickets.view_all                            | closed            |
        | a formerly assigned staff member with every permission but tickets.view_all | closed            |

  Rule: Outsiders find nothing of a ticket (staff)

    Scenario Outline: Outsiders find nothing: Staff, <who>, <status>
      Given <who> and a ticket
      And a message of an active participant
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries everything else
      Then all of it is refused
      And nothing has changed

      @T-1
      Examples:
        | who                                                                         | status            |
        | staff with every permission but tickets.view_all                            | open              |
        | a formerly assigned staff member with every permission but tickets.view_all | open              |
        | staff with every permission but tickets.view_all                            | in_progress       |
        | a formerly assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with every permission but tickets.view_all                            | awaiting_customer |
        | a formerly assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission but tickets.view_all                            | required_test     |
        | a formerly assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with every permission but tickets.view_all                            | required_action   |
        | a formerly assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with every permission but tickets.view_all                            | resolved          |
        | a formerly assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with every permission but tickets.view_all                            | pending_closure   |
        | a formerly assigned staff member with every permission but tickets.view_all | pending_closure   |
        | staff with every permission but tickets.view_all                            | closure_scheduled |
        | a formerly assigned staff member with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission but tickets.view_all                            | closed            |
        | a formerly assigned staff member with every permission but tickets.view_all | closed            |

  Rule: Outsiders cannot see the ticket (customers)

    Scenario Outline: Outsiders cannot see the ticket: Customers, <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to see the ticket
      Then it is refused
      And nothing has changed

      @C-2 @C-8
      Examples:
        | who                  | status            |
        | a stranger           | open              |
        | a former participant | open              |
        | a stranger           | in_progress       |
        | a former participant | in_progress       |
        | a stranger           | awaiting_customer |
        | a former participant | awaiting_customer |
        | a stranger           | required_test     |
        | a former participant | required_test     |
        | a stranger           | required_action   |
        | a former participant | required_action   |
        | a stranger           | resolved          |
        | a former participant | resolved          |
        | a stranger           | pending_closure   |
        | a former participant | pending_closure   |
        | a stranger           | closure_scheduled |
        | a former participant | closure_scheduled |
        | a stranger           | closed            |
        | a former participant | closed            |

  Rule: Outsiders cannot reply (customers)

    Scenario Outline: Outsiders cannot reply: Customers, <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to reply
      Then it is refused
      And nothing has changed

      @C-2 @C-8
      Examples:
        | who                  | status            |
        | a stranger           | open              |
        | a former participant | open              |
        | a stranger           | in_progress       |
        | a former participant | in_progress       |
        | a stranger           | awaiting_customer |
        | a former participant | awaiting_customer |
        | a stranger           | required_test     |
        | a former participant | required_test     |
        | a stranger           | required_action   |
        | a former participant | required_action   |
        | a stranger           | resolved          |
        | a former participant | resolved          |
        | a stranger           | pending_closure   |
        | a former participant | pending_closure   |
        | a stranger           | closure_scheduled |
        | a former participant | closure_scheduled |
        | a stranger           | closed            |
        | a former participant | closed            |

  Rule: Outsiders cannot edit a message (customers)

    Scenario Outline: Outsiders cannot edit a message: Customers, <who>, <status>
      Given <who> and a ticket
      And a message of <author>
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to edit a message
      Then it is refused
      And nothing has changed

      @C-2 @C-8
      Examples:
        | who                  | author               | status            |
        | a stranger           | the creator          | open              |
        | a former participant | a former participant | open              |
        | a stranger           | the creator          | in_progress       |
        | a former participant | a former participant | in_progress       |
        | a stranger           | the creator          | awaiting_customer |
        | a former participant | a former participant | awaiting_customer |
        | a stranger           | the creator          | required_test     |
        | a former participant | a former participant | required_test     |
        | a stranger           | the creator          | required_action   |
        | a former participant | a former participant | required_action   |
        | a stranger           | the creator          | resolved          |
        | a former participant | a former participant | resolved          |
        | a stranger           | the creator          | pending_closure   |
        | a former participant | a former participant | pending_closure   |
        | a stranger           | the creator          | closure_scheduled |
        | a former participant | a former participant | closure_scheduled |
        | a stranger           | the creator          | closed            |
        | a former participant | a former participant | closed            |

  Rule: Outsiders cannot ask for closure (customers)

    Scenario Outline: Outsiders cannot ask for closure: Customers, <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to ask for closure
      Then it is refused
      And nothing has changed

      @C-2 @C-8
      Examples:
        | who                  | status            |
        | a stranger           | open              |
        | a former participant | open              |
        | a stranger           | in_progress       |
        | a former participant | in_progress       |
        | a stranger           | awaiting_customer |
        | a former participant | awaiting_customer |
        | a stranger           | required_test     |
        | a former participant | required_test     |
        | a stranger           | required_action   |
        | a former participant | required_action   |
        | a stranger           | resolved          |
        | a former participant | resolved          |
        | a stranger           | pending_closure   |
        | a former participant | pending_closure   |
        | a stranger           | closure_scheduled |
        | a former participant | closure_scheduled |
        | a stranger           | closed            |
        | a former participant | closed            |

  Rule: Outsiders cannot close the ticket at once (customers)

    Scenario Outline: Outsiders cannot close the ticket at once: Customers, <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to close the ticket at once
      Then it is refused
      And nothing has changed

      @C-2 @C-8
      Examples:
        | who                  | status            |
        | a stranger           | open              |
        | a former participant | open              |
        | a stranger           | in_progress       |
        | a former participant | in_progress       |
        | a stranger           | awaiting_customer |
        | a former participant | awaiting_customer |
        | a stranger           | required_test     |
        | a former participant | required_test     |
        | a stranger           | required_action   |
        | a former participant | required_action   |
        | a stranger           | resolved          |
        | a former participant | resolved          |
        | a stranger           | pending_closure   |
        | a former participant | pending_closure   |
        | a stranger           | closure_scheduled |
        | a former participant | closure_scheduled |
        | a stranger           | closed            |
        | a former participant | closed            |

  Rule: Outsiders find nothing of a ticket (customers)

    Scenario Outline: Outsiders find nothing: Customers, <who>, <status>
      Given <who> and a ticket
      And a message of an active participant
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries everything else
      Then all of it is refused
      And nothing has changed

      @C-2 @C-8
      Examples:
        | who                  | status            |
        | a stranger           | open              |
        | a former participant | open              |
        | a stranger           | in_progress       |
        | a former participant | in_progress       |
        | a stranger           | awaiting_customer |
        | a former participant | awaiting_customer |
        | a stranger           | required_test     |
        | a former participant | required_test     |
        | a stranger           | required_action   |
        | a former participant | required_action   |
        | a stranger           | resolved          |
        | a former participant | resolved          |
        | a stranger           | pending_closure   |
        | a former participant | pending_closure   |
        | a stranger           | closure_scheduled |
        | a former participant | closure_scheduled |
        | a stranger           | closed            |
        | a former participant | closed            |
