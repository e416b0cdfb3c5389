"""Rules in the words of somebody who looks after customers, as commands, pages, comparisons and servers say them."""
