use counter_migration_4 as _;

include!("../metadata.rs");
