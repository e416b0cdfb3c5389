# Rendered from ticket-statuses 1.0.0. Change the rules or the templates, and never this file.

Feature: Who sees a ticket

  A ticket is there for some people and for others it does not exist. The status has no say in it.

  Rule: Each status can be had, and everybody sees the same one

    Scenario Outline: Everybody sees the same status: <status>
      Given the creator and a ticket
      And the ticket is in status <status>
      Then the creator sees the status <status>
      And staff with every permission sees the status <status>

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

    Scenario Outline: The statuses are exactly these: <who>
      Given <who> and a ticket
      Then staff with every permission is offered exactly these statuses:
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

  Rule: Staff may see the ticket where the status allows it

    @matrix
    Scenario Outline: Staff may see the ticket: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <who> tries to see the ticket
      Then it is done

      @T-1
      Examples:
        | who                                                                  | status            |
        | staff with every permission                                          | open              |
        | the assigned staff member with every permission but tickets.view_all | open              |
        | staff with every permission                                          | in_progress       |
        | the assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with every permission                                          | awaiting_customer |
        | the assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission                                          | required_test     |
        | the assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with every permission                                          | required_action   |
        | the assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with every permission                                          | resolved          |
        | the assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with every permission                                          | pending_closure   |
        | the assigned staff member with every permission but tickets.view_all | pending_closure   |
        | staff with every permission                                          | closure_scheduled |
        | the assigned staff member with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission                                          | closed            |
        | the assigned staff member with every permission but tickets.view_all | closed            |

  Rule: Customers may see the ticket where the status allows it

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

  Rule: Staff cannot see the ticket on a ticket that is none of their business

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
        | who                                              | status            |
        | staff with every permission but tickets.view_all | open              |
        | staff with every permission but tickets.view_all | in_progress       |
        | staff with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission but tickets.view_all | required_test     |
        | staff with every permission but tickets.view_all | required_action   |
        | staff with every permission but tickets.view_all | resolved          |
        | staff with every permission but tickets.view_all | pending_closure   |
        | staff with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission but tickets.view_all | closed            |

  Rule: Staff cannot write a message on a ticket that is none of their business

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
        | who                                              | status            |
        | staff with every permission but tickets.view_all | open              |
        | staff with every permission but tickets.view_all | in_progress       |
        | staff with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission but tickets.view_all | required_test     |
        | staff with every permission but tickets.view_all | required_action   |
        | staff with every permission but tickets.view_all | resolved          |
        | staff with every permission but tickets.view_all | pending_closure   |
        | staff with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission but tickets.view_all | closed            |

  Rule: Staff cannot change the status on a ticket that is none of their business

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
        | who                                              | status            |
        | staff with every permission but tickets.view_all | open              |
        | staff with every permission but tickets.view_all | in_progress       |
        | staff with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission but tickets.view_all | required_test     |
        | staff with every permission but tickets.view_all | required_action   |
        | staff with every permission but tickets.view_all | resolved          |
        | staff with every permission but tickets.view_all | pending_closure   |
        | staff with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission but tickets.view_all | closed            |

  Rule: Staff cannot assign the ticket on a ticket that is none of their business

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
        | who                                              | status            |
        | staff with every permission but tickets.view_all | open              |
        | staff with every permission but tickets.view_all | in_progress       |
        | staff with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission but tickets.view_all | required_test     |
        | staff with every permission but tickets.view_all | required_action   |
        | staff with every permission but tickets.view_all | resolved          |
        | staff with every permission but tickets.view_all | pending_closure   |
        | staff with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission but tickets.view_all | closed            |

  Rule: Staff cannot schedule a closure on a ticket that is none of their business

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
        | who                                              | status            |
        | staff with every permission but tickets.view_all | open              |
        | staff with every permission but tickets.view_all | in_progress       |
        | staff with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission but tickets.view_all | required_test     |
        | staff with every permission but tickets.view_all | required_action   |
        | staff with every permission but tickets.view_all | resolved          |
        | staff with every permission but tickets.view_all | pending_closure   |
        | staff with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission but tickets.view_all | closed            |

  Rule: Staff cannot schedule a deletion on a ticket that is none of their business

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
        | who                                              | status            |
        | staff with every permission but tickets.view_all | open              |
        | staff with every permission but tickets.view_all | in_progress       |
        | staff with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission but tickets.view_all | required_test     |
        | staff with every permission but tickets.view_all | required_action   |
        | staff with every permission but tickets.view_all | resolved          |
        | staff with every permission but tickets.view_all | pending_closure   |
        | staff with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission but tickets.view_all | closed            |

  Rule: Staff find nothing of a ticket that is none of their business

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
        | who                                              | status            |
        | staff with every permission but tickets.view_all | open              |
        | staff with every permission but tickets.view_all | in_progress       |
        | staff with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission but tickets.view_all | required_test     |
        | staff with every permission but tickets.view_all | required_action   |
        | staff with every permission but tickets.view_all | resolved          |
        | staff with every permission but tickets.view_all | pending_closure   |
        | staff with every permission but tickets.view_all | closure_scheduled |
        | staff with every permission but tickets.view_all | closed            |

  Rule: Customers cannot see the ticket on a ticket that is none of their business

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

  Rule: Customers cannot reply on a ticket that is none of their business

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

  Rule: Customers cannot edit a message on a ticket that is none of their business

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

  Rule: Customers cannot ask for closure on a ticket that is none of their business

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

  Rule: Customers cannot close the ticket at once on a ticket that is none of their business

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

  Rule: Customers find nothing of a ticket that is none of their business

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
