CREATE TABLE "accepted_groups" (
	"channel" text NOT NULL,
	"account" text NOT NULL,
	"lookup" text NOT NULL,
	"by" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "accepted_groups_channel_account_lookup_pk" PRIMARY KEY("channel","account","lookup")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" text NOT NULL,
	"at" bigint NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"detail" text,
	CONSTRAINT "audit_id_pk" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "followed" (
	"contact" text NOT NULL,
	"round" text NOT NULL,
	"respondent" text NOT NULL,
	CONSTRAINT "followed_contact_round_pk" PRIMARY KEY("contact","round")
);
--> statement-breakpoint
CREATE TABLE "shares" (
	"summary" text NOT NULL,
	"contact" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "shares_summary_contact_pk" PRIMARY KEY("summary","contact")
);
--> statement-breakpoint
CREATE TABLE "summaries" (
	"id" text NOT NULL,
	"round" text NOT NULL,
	"number" bigint NOT NULL,
	"place" text,
	"state" text NOT NULL,
	"body" text NOT NULL,
	"made_by" text NOT NULL,
	"made_at" bigint NOT NULL,
	"approved_by" text,
	"approved_at" bigint,
	"shared_by" text,
	"shared_at" bigint,
	CONSTRAINT "summaries_id_pk" PRIMARY KEY("id")
);
--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "places" text;--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "targets" text;--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "opens_at" bigint;--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "closes_at" bigint;--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "summary" text;--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "followed_respondent" ON "followed" USING btree ("respondent");--> statement-breakpoint
CREATE INDEX "shares_contact" ON "shares" USING btree ("contact");--> statement-breakpoint
CREATE UNIQUE INDEX "summaries_number" ON "summaries" USING btree ("round","number");