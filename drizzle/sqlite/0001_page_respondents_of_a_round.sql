DROP INDEX `respondents_round`;--> statement-breakpoint
CREATE INDEX `respondents_round` ON `respondents` (`round`,`id`);