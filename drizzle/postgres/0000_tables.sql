CREATE TABLE "addresses" (
	"lookup" text NOT NULL,
	"contact" text NOT NULL,
	"channel" text NOT NULL,
	"account" text NOT NULL,
	"sealed" text NOT NULL,
	CONSTRAINT "addresses_lookup_pk" PRIMARY KEY("lookup")
);
--> statement-breakpoint
CREATE TABLE "answers" (
	"respondent" text NOT NULL,
	"question" text NOT NULL,
	"value" text NOT NULL,
	"program" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "answers_respondent_question_pk" PRIMARY KEY("respondent","question")
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"contact" text NOT NULL,
	"id" text NOT NULL,
	"programme" text NOT NULL,
	"purpose" text NOT NULL,
	"agreed" boolean NOT NULL,
	"notice" text NOT NULL,
	"wording" text NOT NULL,
	"language" text NOT NULL,
	"place" text,
	"at" bigint NOT NULL,
	CONSTRAINT "consents_contact_id_pk" PRIMARY KEY("contact","id")
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"id" text NOT NULL,
	"language" text,
	"state" text NOT NULL,
	"session" text,
	"next_number" bigint NOT NULL,
	"heard_at" bigint NOT NULL,
	CONSTRAINT "contacts_id_pk" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "flows" (
	"programme" text NOT NULL,
	"flow" text NOT NULL,
	"program" text NOT NULL,
	CONSTRAINT "flows_programme_flow_pk" PRIMARY KEY("programme","flow")
);
--> statement-breakpoint
CREATE TABLE "meta" (
	"name" text NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "meta_name_pk" PRIMARY KEY("name")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"contact" text NOT NULL,
	"number" bigint NOT NULL,
	"channel" text NOT NULL,
	"account" text NOT NULL,
	"state" text NOT NULL,
	"priority" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"body" text NOT NULL,
	"session" text,
	"sealed" text,
	"position" bigint,
	"sent_at" bigint,
	"reason" text,
	CONSTRAINT "outbox_contact_number_pk" PRIMARY KEY("contact","number")
);
--> statement-breakpoint
CREATE TABLE "outcomes" (
	"round" text NOT NULL,
	"outcome" text NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "outcomes_round_outcome_pk" PRIMARY KEY("round","outcome")
);
--> statement-breakpoint
CREATE TABLE "problems" (
	"id" text NOT NULL,
	"at" bigint NOT NULL,
	"code" text NOT NULL,
	"detail" text NOT NULL,
	"sealed" text,
	CONSTRAINT "problems_id_pk" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "programs" (
	"hash" text NOT NULL,
	"programme" text NOT NULL,
	"flow" text NOT NULL,
	"body" text NOT NULL,
	"published_at" bigint NOT NULL,
	CONSTRAINT "programs_hash_pk" PRIMARY KEY("hash")
);
--> statement-breakpoint
CREATE TABLE "respondents" (
	"id" text NOT NULL,
	"round" text NOT NULL,
	"channel" text NOT NULL,
	"language" text NOT NULL,
	"finished" boolean NOT NULL,
	CONSTRAINT "respondents_id_pk" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "rounds" (
	"id" text NOT NULL,
	"programme" text NOT NULL,
	"flow" text NOT NULL,
	"number" bigint NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"made_up" boolean NOT NULL,
	"opened_at" bigint NOT NULL,
	"closed_at" bigint,
	"program" text NOT NULL,
	CONSTRAINT "rounds_id_pk" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "seen" (
	"account" text NOT NULL,
	"external" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "seen_account_external_pk" PRIMARY KEY("account","external")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"contact" text NOT NULL,
	"id" text NOT NULL,
	"programme" text NOT NULL,
	"flow" text NOT NULL,
	"program" text NOT NULL,
	"round" text,
	"respondent" text,
	"state" text NOT NULL,
	"open" boolean NOT NULL,
	"asked" bigint,
	"shown_from" bigint NOT NULL,
	"expires_at" bigint,
	CONSTRAINT "sessions_contact_id_pk" PRIMARY KEY("contact","id")
);
--> statement-breakpoint
CREATE TABLE "snapshots" (
	"round" text NOT NULL,
	"number" bigint NOT NULL,
	"at" bigint NOT NULL,
	"respondents" bigint NOT NULL,
	"body" text NOT NULL,
	CONSTRAINT "snapshots_round_number_pk" PRIMARY KEY("round","number")
);
--> statement-breakpoint
CREATE INDEX "addresses_contact" ON "addresses" USING btree ("contact");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("state","account","priority","due_at");--> statement-breakpoint
CREATE INDEX "respondents_round" ON "respondents" USING btree ("round","id");--> statement-breakpoint
CREATE UNIQUE INDEX "rounds_number" ON "rounds" USING btree ("programme","flow","number");--> statement-breakpoint
CREATE INDEX "seen_at" ON "seen" USING btree ("at");--> statement-breakpoint
CREATE INDEX "sessions_expires" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sessions_round" ON "sessions" USING btree ("round");