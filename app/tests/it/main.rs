//! The one integration binary: the stories of the house.
#[test]
fn the_program_knows_its_version() {
    assert_eq!(butler::VERSION, "0.1.0");
}
