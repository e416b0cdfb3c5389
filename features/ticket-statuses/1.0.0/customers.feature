# Rendered from ticket-statuses 1.0.0. Change the rules or the templates, and never this file.

Feature: What customers may do

  The status decides.

  Rule: Customers may reply in these statuses

    @matrix
    Scenario Outline: Customers may reply: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <who> tries to reply
      Then it is done

      @C-3
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

  Rule: Customers cannot reply in these statuses

    @matrix
    Scenario Outline: Customers cannot reply here: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to reply
      Then it is refused
      And nothing has changed

      @C-3 @C-8
      Examples:
        | who                   | status |
        | the creator           | closed |
        | an active participant | closed |

  Rule: Customers cannot reply in such a status, whichever way the ticket came into it

    Scenario Outline: Customers cannot reply after this: <who>, from <from> to <to>, <by>, <way>
      Given <who> and a ticket
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      And there is something on it to lose
      And the state of the ticket is noted
      And <who> tries to reply
      Then it is refused
      And nothing has changed

      @C-3 @C-8
      Examples:
        | who         | from              | by                          | way                      | to     |
        | the creator | open              | staff with every permission | schedule a deletion      | closed |
        | the creator | closure_scheduled | the creator                 | close the ticket at once | closed |
        | the creator | closure_scheduled | time                        | closure                  | closed |

  Rule: The status stays as it is when customers reply

    Scenario Outline: The status stays when customers reply: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <who> manages to reply
      Then the status is <status>

      @A-14
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

  Rule: Customers may edit a message in these statuses

    @matrix
    Scenario Outline: Customers may edit a message: <who>, <status>
      Given <who> and a ticket
      And a message of <who>
      And the ticket is in status <status>
      When <who> tries to edit a message
      Then it is done

      @C-4
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

  Rule: Customers cannot edit a message in these statuses

    @matrix
    Scenario Outline: Customers cannot edit a message here: <who>, <status>
      Given <who> and a ticket
      And a message of <who>
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to edit a message
      Then it is refused
      And nothing has changed

      @C-4 @C-8
      Examples:
        | who                   | status |
        | the creator           | closed |
        | an active participant | closed |

  Rule: Customers cannot edit a message in such a status, whichever way the ticket came into it

    Scenario Outline: Customers cannot edit a message after this: <who>, from <from> to <to>, <by>, <way>
      Given <who> and a ticket
      And a message of <who>
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      And there is something on it to lose
      And the state of the ticket is noted
      And <who> tries to edit a message
      Then it is refused
      And nothing has changed

      @C-4 @C-8
      Examples:
        | who         | from              | by                          | way                      | to     |
        | the creator | open              | staff with every permission | schedule a deletion      | closed |
        | the creator | closure_scheduled | the creator                 | close the ticket at once | closed |
        | the creator | closure_scheduled | time                        | closure                  | closed |

  Rule: Customers cannot edit a message of somebody else

    Scenario Outline: Customers cannot edit a message of somebody else: <who>, <author>, <status>
      Given <who> and a ticket
      And a message of <author>
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to edit a message
      Then it is refused
      And nothing has changed

      @C-5 @C-8
      Examples:
        | who                   | author                      | status            |
        | the creator           | staff with every permission | open              |
        | the creator           | an active participant       | open              |
        | an active participant | staff with every permission | open              |
        | an active participant | the creator                 | open              |
        | the creator           | staff with every permission | in_progress       |
        | the creator           | an active participant       | in_progress       |
        | an active participant | staff with every permission | in_progress       |
        | an active participant | the creator                 | in_progress       |
        | the creator           | staff with every permission | awaiting_customer |
        | the creator           | an active participant       | awaiting_customer |
        | an active participant | staff with every permission | awaiting_customer |
        | an active participant | the creator                 | awaiting_customer |
        | the creator           | staff with every permission | required_test     |
        | the creator           | an active participant       | required_test     |
        | an active participant | staff with every permission | required_test     |
        | an active participant | the creator                 | required_test     |
        | the creator           | staff with every permission | required_action   |
        | the creator           | an active participant       | required_action   |
        | an active participant | staff with every permission | required_action   |
        | an active participant | the creator                 | required_action   |
        | the creator           | staff with every permission | resolved          |
        | the creator           | an active participant       | resolved          |
        | an active participant | staff with every permission | resolved          |
        | an active participant | the creator                 | resolved          |
        | the creator           | staff with every permission | pending_closure   |
        | the creator           | an active participant       | pending_closure   |
        | an active participant | staff with every permission | pending_closure   |
        | an active participant | the creator                 | pending_closure   |
        | the creator           | staff with every permission | closure_scheduled |
        | the creator           | an active participant       | closure_scheduled |
        | an active participant | staff with every permission | closure_scheduled |
        | an active participant | the creator                 | closure_scheduled |
        | the creator           | staff with every permission | closed            |
        | the creator           | an active participant       | closed            |
        | an active participant | staff with every permission | closed            |
        | an active participant | the creator                 | closed            |

  Rule: Customers never change the status

    Scenario Outline: Customers never change the status: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to change the status
      Then it is refused
      And nothing has changed

      @C-10 @C-8
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

  Rule: Customers never assign the ticket

    Scenario Outline: Customers never assign the ticket: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to assign the ticket
      Then it is refused
      And nothing has changed

      @C-10 @C-8
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

  Rule: Customers never schedule a closure

    Scenario Outline: Customers never schedule a closure: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to schedule a closure
      Then it is refused
      And nothing has changed

      @C-10 @C-8
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

  Rule: Customers never schedule a deletion

    Scenario Outline: Customers never schedule a deletion: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to schedule a deletion
      Then it is refused
      And nothing has changed

      @C-10 @C-8
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
