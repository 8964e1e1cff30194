CREATE TABLE "charges" (
	"round" text NOT NULL,
	"channel" text NOT NULL,
	"category" text NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "charges_round_channel_category_pk" PRIMARY KEY("round","channel","category")
);
--> statement-breakpoint
CREATE TABLE "groups" (
	"channel" text NOT NULL,
	"account" text NOT NULL,
	"lookup" text NOT NULL,
	"sealed" text NOT NULL,
	CONSTRAINT "groups_channel_account_lookup_pk" PRIMARY KEY("channel","account","lookup")
);
--> statement-breakpoint
CREATE TABLE "media" (
	"contact" text NOT NULL,
	"id" text NOT NULL,
	"channel" text NOT NULL,
	"account" text NOT NULL,
	"kind" text NOT NULL,
	"type" text NOT NULL,
	"handle" text NOT NULL,
	"state" text NOT NULL,
	"size" bigint,
	"attempts" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"at" bigint NOT NULL,
	"reason" text,
	CONSTRAINT "media_contact_id_pk" PRIMARY KEY("contact","id")
);
--> statement-breakpoint
ALTER TABLE "addresses" ADD COLUMN "used_at" bigint;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "waiting" boolean;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "merged" text;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "part" bigint;--> statement-breakpoint
CREATE INDEX "media_due" ON "media" USING btree ("state","due_at");