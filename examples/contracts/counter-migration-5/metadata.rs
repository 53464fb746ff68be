use counter_migration_5 as _;

include!("../metadata.rs");
