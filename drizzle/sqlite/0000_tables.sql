CREATE TABLE `addresses` (
	`lookup` text PRIMARY KEY NOT NULL,
	`contact` text NOT NULL,
	`channel` text NOT NULL,
	`account` text NOT NULL,
	`sealed` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `addresses_contact` ON `addresses` (`contact`);--> statement-breakpoint
CREATE TABLE `answers` (
	`respondent` text NOT NULL,
	`question` text NOT NULL,
	`value` text NOT NULL,
	`program` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`respondent`, `question`)
);
--> statement-breakpoint
CREATE TABLE `consents` (
	`contact` text NOT NULL,
	`id` text NOT NULL,
	`programme` text NOT NULL,
	`purpose` text NOT NULL,
	`agreed` integer NOT NULL,
	`notice` text NOT NULL,
	`wording` text NOT NULL,
	`language` text NOT NULL,
	`place` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`contact`, `id`)
);
--> statement-breakpoint
CREATE TABLE `contacts` (
	`id` text PRIMARY KEY NOT NULL,
	`language` text,
	`state` text NOT NULL,
	`session` text,
	`next_number` integer NOT NULL,
	`heard_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `flows` (
	`programme` text NOT NULL,
	`flow` text NOT NULL,
	`program` text NOT NULL,
	PRIMARY KEY(`programme`, `flow`)
);
--> statement-breakpoint
CREATE TABLE `meta` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`contact` text NOT NULL,
	`number` integer NOT NULL,
	`channel` text NOT NULL,
	`account` text NOT NULL,
	`state` text NOT NULL,
	`priority` integer NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`body` text NOT NULL,
	`session` text,
	`sealed` text,
	`position` integer,
	`sent_at` integer,
	`reason` text,
	PRIMARY KEY(`contact`, `number`)
);
--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`state`,`account`,`priority`,`due_at`);--> statement-breakpoint
CREATE TABLE `outcomes` (
	`round` text NOT NULL,
	`outcome` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`round`, `outcome`)
);
--> statement-breakpoint
CREATE TABLE `problems` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`code` text NOT NULL,
	`detail` text NOT NULL,
	`sealed` text
);
--> statement-breakpoint
CREATE TABLE `programs` (
	`hash` text PRIMARY KEY NOT NULL,
	`programme` text NOT NULL,
	`flow` text NOT NULL,
	`body` text NOT NULL,
	`published_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `respondents` (
	`id` text PRIMARY KEY NOT NULL,
	`round` text NOT NULL,
	`channel` text NOT NULL,
	`language` text NOT NULL,
	`finished` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `respondents_round` ON `respondents` (`round`,`id`);--> statement-breakpoint
CREATE TABLE `rounds` (
	`id` text PRIMARY KEY NOT NULL,
	`programme` text NOT NULL,
	`flow` text NOT NULL,
	`number` integer NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`made_up` integer NOT NULL,
	`opened_at` integer NOT NULL,
	`closed_at` integer,
	`program` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rounds_number` ON `rounds` (`programme`,`flow`,`number`);--> statement-breakpoint
CREATE TABLE `seen` (
	`account` text NOT NULL,
	`external` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`account`, `external`)
);
--> statement-breakpoint
CREATE INDEX `seen_at` ON `seen` (`at`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`contact` text NOT NULL,
	`id` text NOT NULL,
	`programme` text NOT NULL,
	`flow` text NOT NULL,
	`program` text NOT NULL,
	`round` text,
	`respondent` text,
	`state` text NOT NULL,
	`open` integer NOT NULL,
	`asked` integer,
	`shown_from` integer NOT NULL,
	`expires_at` integer,
	PRIMARY KEY(`contact`, `id`)
);
--> statement-breakpoint
CREATE INDEX `sessions_expires` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE INDEX `sessions_round` ON `sessions` (`round`);--> statement-breakpoint
CREATE TABLE `snapshots` (
	`round` text NOT NULL,
	`number` integer NOT NULL,
	`at` integer NOT NULL,
	`respondents` integer NOT NULL,
	`body` text NOT NULL,
	PRIMARY KEY(`round`, `number`)
);
