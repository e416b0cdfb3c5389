-- A database that the server made before it knew the second version of the rule language, as SQLite dumps it.
BEGIN TRANSACTION;
CREATE TABLE favorites (
	ticket_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	PRIMARY KEY (ticket_id, person_id), 
	FOREIGN KEY(ticket_id) REFERENCES tickets (id) ON DELETE CASCADE, 
	FOREIGN KEY(person_id) REFERENCES people (id)
);
INSERT INTO "favorites" VALUES(1,7);
CREATE TABLE invites (
	token_hash VARCHAR(64) NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	PRIMARY KEY (token_hash), 
	FOREIGN KEY(ticket_id) REFERENCES tickets (id) ON DELETE CASCADE
);
CREATE TABLE messages (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	ticket_id INTEGER NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	author_id INTEGER, 
	body TEXT NOT NULL, 
	created_at BIGINT NOT NULL, 
	edited_at BIGINT, 
	FOREIGN KEY(ticket_id) REFERENCES tickets (id) ON DELETE CASCADE, 
	FOREIGN KEY(author_id) REFERENCES people (id)
);
INSERT INTO "messages" VALUES(1,1,'message',7,'It does not work at all.',1795665639155827,NULL);
INSERT INTO "messages" VALUES(2,1,'system',NULL,'This ticket will be closed on 2999-01-01 00:00 UTC.',1795665639203951,NULL);
CREATE TABLE participations (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	ticket_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	active BOOLEAN NOT NULL, 
	UNIQUE (ticket_id, person_id), 
	FOREIGN KEY(ticket_id) REFERENCES tickets (id) ON DELETE CASCADE, 
	FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE people (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(200) NOT NULL, 
	role VARCHAR(200) NOT NULL, 
	permissions JSON NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	UNIQUE (token_hash)
);
INSERT INTO "people" VALUES(1,'Owner','staff','["csat.view", "messages.create", "messages.create_internal", "messages.delete_any", "messages.delete_own", "messages.edit_own", "tickets.assign", "tickets.change_status", "tickets.create", "tickets.delete", "tickets.update", "tickets.view_all"]','c32c7bb97d785c65916c05538cfc0f9d94768cb167eb73615071783ccc4bef77');
INSERT INTO "people" VALUES(2,'Admin','staff','["csat.view", "messages.create", "messages.create_internal", "messages.delete_any", "messages.delete_own", "messages.edit_own", "tickets.assign", "tickets.change_status", "tickets.create", "tickets.update", "tickets.view_all"]','9374573a78ec2606a7720c6c3ccbafd507265274c1f837df678599a7fd362ff3');
INSERT INTO "people" VALUES(3,'Staff','staff','["csat.view", "messages.create", "tickets.assign", "tickets.change_status"]','35f50a2052d494273b9e4d442b34b296ec453bfcee4fd11e9dfd84fe6fc40b0a');
INSERT INTO "people" VALUES(4,'Customer 1','customer','[]','316bfa20280ca69a49b8872bf6cfb6232a8e1bf322ee9455227c457ca77227c7');
INSERT INTO "people" VALUES(5,'Customer 2','customer','[]','f9e7d0221f2c6e6a0099db546bbbc8d068c4cb63f1a4b7722a8970557e20b2d7');
INSERT INTO "people" VALUES(6,'Customer 3','customer','[]','79baa9ba7d8e273c1a60f40e4c75878f21e01844395f70bce9079e6cf4381a64');
INSERT INTO "people" VALUES(7,'Somebody','customer','[]','28a500c2af50b73a66a177ac14f9f1e6ddb2f27cf33ae9bd2794aac43557b736');
CREATE TABLE surveys (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	ticket_id INTEGER NOT NULL, 
	opened_at BIGINT NOT NULL, 
	submitted_at BIGINT, 
	rating INTEGER, 
	comment TEXT, 
	FOREIGN KEY(ticket_id) REFERENCES tickets (id) ON DELETE CASCADE
);
INSERT INTO "surveys" VALUES(1,1,1795665639203951,NULL,NULL,NULL);
CREATE TABLE tickets (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	subject VARCHAR(200) NOT NULL, 
	status VARCHAR(200) NOT NULL, 
	creator_id INTEGER NOT NULL, 
	assignee_id INTEGER, 
	created_at BIGINT NOT NULL, 
	FOREIGN KEY(creator_id) REFERENCES people (id), 
	FOREIGN KEY(assignee_id) REFERENCES people (id)
);
INSERT INTO "tickets" VALUES(1,'It does not work','closure_scheduled',7,1,1795665639153454);
CREATE TABLE timers (
	ticket_id INTEGER NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	due_at BIGINT NOT NULL, 
	PRIMARY KEY (ticket_id, name), 
	FOREIGN KEY(ticket_id) REFERENCES tickets (id) ON DELETE CASCADE
);
INSERT INTO "timers" VALUES(1,'closure',32472144000000000);
CREATE INDEX ix_timers_due_at ON timers (due_at);
CREATE INDEX messages_of_ticket ON messages (ticket_id, id);
CREATE INDEX authors_of_ticket ON messages (ticket_id, author_id);
CREATE UNIQUE INDEX one_waiting_survey ON surveys (ticket_id) WHERE submitted_at IS NULL;
CREATE INDEX surveys_of_ticket ON surveys (ticket_id, id);
CREATE INDEX ix_invites_ticket_id ON invites (ticket_id);
CREATE INDEX favorites_of_person ON favorites (person_id, ticket_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('people',7);
INSERT INTO "sqlite_sequence" VALUES('tickets',1);
INSERT INTO "sqlite_sequence" VALUES('messages',2);
INSERT INTO "sqlite_sequence" VALUES('surveys',1);
COMMIT;
