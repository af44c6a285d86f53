//! The integration tests, one binary: each module tests one promise of the product or one rule of the house.

mod tidy;
