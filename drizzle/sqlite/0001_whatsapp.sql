CREATE TABLE `charges` (
	`round` text NOT NULL,
	`channel` text NOT NULL,
	`category` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`round`, `channel`, `category`)
);
--> statement-breakpoint
CREATE TABLE `groups` (
	`channel` text NOT NULL,
	`account` text NOT NULL,
	`lookup` text NOT NULL,
	`sealed` text NOT NULL,
	PRIMARY KEY(`channel`, `account`, `lookup`)
);
--> statement-breakpoint
CREATE TABLE `media` (
	`contact` text NOT NULL,
	`id` text NOT NULL,
	`channel` text NOT NULL,
	`account` text NOT NULL,
	`kind` text NOT NULL,
	`type` text NOT NULL,
	`handle` text NOT NULL,
	`state` text NOT NULL,
	`size` integer,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	`at` integer NOT NULL,
	`reason` text,
	PRIMARY KEY(`contact`, `id`)
);
--> statement-breakpoint
CREATE INDEX `media_due` ON `media` (`state`,`due_at`);--> statement-breakpoint
ALTER TABLE `addresses` ADD `used_at` integer;--> statement-breakpoint
ALTER TABLE `contacts` ADD `waiting` integer;--> statement-breakpoint
ALTER TABLE `contacts` ADD `merged` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `part` integer;