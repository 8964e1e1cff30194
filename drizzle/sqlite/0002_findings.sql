CREATE TABLE `accepted_groups` (
	`channel` text NOT NULL,
	`account` text NOT NULL,
	`lookup` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`channel`, `account`, `lookup`)
);
--> statement-breakpoint
CREATE TABLE `audit` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`detail` text
);
--> statement-breakpoint
CREATE INDEX `audit_subject` ON `audit` (`subject`);--> statement-breakpoint
CREATE TABLE `followed` (
	`contact` text NOT NULL,
	`round` text NOT NULL,
	`respondent` text NOT NULL,
	PRIMARY KEY(`contact`, `round`)
);
--> statement-breakpoint
CREATE INDEX `followed_respondent` ON `followed` (`respondent`);--> statement-breakpoint
CREATE TABLE `shares` (
	`summary` text NOT NULL,
	`contact` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`summary`, `contact`)
);
--> statement-breakpoint
CREATE INDEX `shares_contact` ON `shares` (`contact`);--> statement-breakpoint
CREATE TABLE `summaries` (
	`id` text PRIMARY KEY NOT NULL,
	`round` text NOT NULL,
	`number` integer NOT NULL,
	`place` text,
	`state` text NOT NULL,
	`body` text NOT NULL,
	`made_by` text NOT NULL,
	`made_at` integer NOT NULL,
	`approved_by` text,
	`approved_at` integer,
	`shared_by` text,
	`shared_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `summaries_number` ON `summaries` (`round`,`number`);--> statement-breakpoint
ALTER TABLE `rounds` ADD `places` text;--> statement-breakpoint
ALTER TABLE `rounds` ADD `targets` text;--> statement-breakpoint
ALTER TABLE `rounds` ADD `opens_at` integer;--> statement-breakpoint
ALTER TABLE `rounds` ADD `closes_at` integer;--> statement-breakpoint
ALTER TABLE `rounds` ADD `summary` text;