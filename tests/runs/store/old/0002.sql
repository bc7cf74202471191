BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE epochs (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	phase VARCHAR(80) NOT NULL, 
	epoch INTEGER NOT NULL, 
	loss DOUBLE, 
	accuracy DOUBLE, 
	val_loss DOUBLE, 
	val_accuracy DOUBLE, 
	val_auc DOUBLE, 
	learning_rate DOUBLE, 
	seconds DOUBLE NOT NULL, 
	images_per_second DOUBLE, 
	CONSTRAINT pk_epochs PRIMARY KEY (id), 
	CONSTRAINT ck_epochs_counted_from_one CHECK (epoch >= 1), 
	CONSTRAINT ck_epochs_seconds_not_negative CHECK (seconds >= 0), 
	CONSTRAINT ck_epochs_accuracy_is_a_share CHECK (accuracy BETWEEN 0 AND 1), 
	CONSTRAINT ck_epochs_val_accuracy_is_a_share CHECK (val_accuracy BETWEEN 0 AND 1), 
	CONSTRAINT ck_epochs_val_auc_is_a_share CHECK (val_auc BETWEEN 0 AND 1), 
	CONSTRAINT fk_epochs_run_id FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE, 
	CONSTRAINT uq_epochs_place UNIQUE (run_id, phase, epoch)
);
INSERT INTO "epochs" VALUES(3,2,'train',1,0.6,0.7,0.6,0.7,0.81,0.001,12.5,81.0);
INSERT INTO "epochs" VALUES(4,2,'train',2,0.3,0.7,0.6,0.7,0.87,0.001,12.5,81.0);
CREATE TABLE runs (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(200) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	attempt INTEGER NOT NULL, 
	claim VARCHAR(200), 
	heartbeat_at DATETIME, 
	progress_at DATETIME, 
	stop_requested_at DATETIME, 
	created_at DATETIME NOT NULL, 
	queued_at DATETIME NOT NULL, 
	started_at DATETIME, 
	ended_at DATETIME, 
	design_name VARCHAR(200) NOT NULL, 
	design_digest VARCHAR(64) NOT NULL, 
	dataset VARCHAR(200) NOT NULL, 
	dataset_digest VARCHAR(64) NOT NULL, 
	recipe JSON NOT NULL, 
	seed BIGINT NOT NULL, 
	epochs_planned INTEGER NOT NULL, 
	error TEXT, 
	progress JSON NOT NULL, 
	summary JSON, 
	phases JSON NOT NULL, 
	peak_memory_mb DOUBLE, 
	seconds DOUBLE, 
	starred BOOLEAN DEFAULT 0 NOT NULL, series VARCHAR(40), fold INTEGER, folds INTEGER CONSTRAINT ck_runs_fold_of_a_series CHECK ((series IS NULL) = (fold IS NULL)) CONSTRAINT ck_runs_folds_of_a_series CHECK ((series IS NULL) = (folds IS NULL)) CONSTRAINT ck_runs_fold_counted CHECK (fold BETWEEN 1 AND folds), 
	CONSTRAINT ck_runs_state_known CHECK (state IN ('queued', 'running', 'interrupted', 'succeeded', 'stopped', 'failed')), 
	CONSTRAINT ck_runs_held_while_running CHECK ((state = 'running') = (claim IS NOT NULL)), 
	CONSTRAINT ck_runs_running_beats CHECK (state <> 'running' OR heartbeat_at IS NOT NULL), 
	CONSTRAINT ck_runs_end_is_dated CHECK ((state IN ('succeeded', 'stopped', 'failed')) = (ended_at IS NOT NULL)), 
	CONSTRAINT ck_runs_failure_says_why CHECK (state <> 'failed' OR error IS NOT NULL), 
	CONSTRAINT ck_runs_attempts_bounded CHECK (attempt BETWEEN 0 AND 3), 
	CONSTRAINT ck_runs_running_was_attempted CHECK (state <> 'running' OR attempt >= 1), 
	CONSTRAINT ck_runs_design_digest_whole CHECK (length(design_digest) = 64), 
	CONSTRAINT ck_runs_dataset_digest_whole CHECK (length(dataset_digest) = 64), 
	CONSTRAINT ck_runs_name_given CHECK (length(name) BETWEEN 1 AND 200), 
	CONSTRAINT ck_runs_seed_not_negative CHECK (seed >= 0), 
	CONSTRAINT ck_runs_epochs_not_negative CHECK (epochs_planned >= 0)
);
INSERT INTO "runs" VALUES(2,'Succeeded','succeeded',1,NULL,'2026-03-01 09:30:00.250000','2026-03-01 09:30:00.250000',NULL,'2026-03-01 09:30:00.250000','2026-03-01 09:30:00.250000','2026-03-01 09:30:00.250000','2026-03-01 09:30:00.250000','Two-convolution CNN (64, 64)','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','ham','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','{"epochs": 2}',0,2,NULL,'{}','{"auc": 0.87}','[]',NULL,25.0,0,NULL,NULL,NULL);
INSERT INTO "runs" VALUES(3,'Failed','failed',1,NULL,'2026-03-01 09:30:00.250000','2026-03-01 09:30:00.250000',NULL,'2026-03-01 09:30:00.250000','2026-03-01 09:30:00.250000','2026-03-01 09:30:00.250000','2026-03-01 09:30:00.250000','Two-convolution CNN (64, 64)','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','ham','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','{"epochs": 2}',0,2,'The disk is full.','{}',NULL,'[]',NULL,25.0,0,NULL,NULL,NULL);
INSERT INTO "runs" VALUES(4,'Interrupted','interrupted',1,NULL,'2026-03-01 09:30:00.250000','2026-03-01 09:30:00.250000',NULL,'2026-03-01 09:30:00.250000','2026-03-01 09:30:00.250000','2026-03-01 09:30:00.250000',NULL,'Two-convolution CNN (64, 64)','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','ham','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','{"epochs": 2}',0,2,'The training program ended without a word: it was closed or killed, the memory ran out, or the computer was switched off. What it had measured and saved is kept.','{}',NULL,'[]',NULL,NULL,0,NULL,NULL,NULL);
CREATE TABLE test_openings (
	id INTEGER NOT NULL, 
	run_id INTEGER, 
	dataset_digest VARCHAR(64) NOT NULL, 
	opened_at DATETIME NOT NULL, 
	CONSTRAINT pk_test_openings PRIMARY KEY (id), 
	CONSTRAINT ck_test_openings_dataset_digest_whole CHECK (length(dataset_digest) = 64), 
	CONSTRAINT fk_test_openings_run_id FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE SET NULL
);
INSERT INTO "test_openings" VALUES(1,NULL,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','2026-03-01 09:30:00.250000');
INSERT INTO "test_openings" VALUES(2,2,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','2026-03-01 09:30:00.250000');
INSERT INTO "test_openings" VALUES(3,2,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','2026-03-01 09:30:00.250000');
CREATE INDEX ix_runs_state ON runs (state);
CREATE UNIQUE INDEX ix_runs_series ON runs (series, fold);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('runs',4);
COMMIT;
