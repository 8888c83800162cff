//! The conformance suite (I7): what must hold for every store, as functions over `&dyn Store`.
//!
//! [`conformance!`](crate::conformance) makes one test of each story for one store. A story is given an empty store, and
//! each begins with the sentence that must hold. A store that joins adds one line to its tests and nothing here.

pub mod access;
pub mod append;
pub mod claim;
pub mod line;
pub mod made;
pub mod opening;
pub mod people;
pub mod reading;

/// One test per story, for the store that `$fresh` makes: an expression that gives an empty store and whatever must outlive it,
/// such as its folder. Put it into a module of its own.
#[macro_export]
macro_rules! conformance {
    ($fresh:expr) => {
        $crate::conformance! { @each $fresh;
            opening::an_opened_case_reads_back_as_it_was_given,
            opening::a_repeated_opening_opens_nothing_anew,
            opening::a_key_is_not_taken_with_another_request,
            opening::an_opening_with_a_gap_writes_nothing_of_its_set,
            opening::two_cases_of_one_name_write_nothing_of_their_set,
            claim::due_cases_come_oldest_first_and_whole,
            claim::a_lease_ends_by_real_time_only,
            claim::a_new_claim_fences_the_old_one_out,
            claim::keeping_renews_the_lease,
            claim::releasing_lets_go_until_due,
            claim::waking_brings_forward_and_leaves_the_claim,
            claim::the_next_due_case_is_one_that_nobody_holds,
            append::a_refused_append_does_not_undo_the_others,
            append::appends_of_one_set_see_each_other,
            append::a_lost_claim_counts_before_an_old_head,
            append::an_append_without_records_changes_only_the_claim,
            append::a_gap_writes_nothing_of_the_set,
            append::a_line_has_one_holder,
            append::a_refused_append_leaves_no_trace,
            append::row_personal_fields_and_papers_are_kept_with_the_records,
            append::one_writer_wins_each_head,
            reading::cases_are_loaded_in_the_order_asked,
            reading::pages_of_cases_follow_the_cursor,
            reading::cases_are_found_by_line_and_stage,
            reading::tasks_are_replaced_whole,
            reading::tasks_come_longest_waiting_first,
            reading::erasing_takes_the_personal_fields_and_nothing_else,
            people::cases_are_found_by_their_keys_until_erased,
            people::attachments_are_kept_until_erased,
            people::tasks_come_most_urgent_first_across_queues_and_pages,
            people::what_is_owed_comes_first_due_first,
            people::the_counts_are_those_of_the_rows,
            people::an_erased_case_lets_its_line_go,
            line::an_import_adds_and_replaces,
            line::lines_are_found_by_card_number_operator_and_kind,
            line::pages_of_lines_follow_the_cursor,
        }
    };
    (@each $fresh:expr; $($place:ident :: $story:ident),+ $(,)?) => {
        $(
            #[tokio::test]
            async fn $story() {
                let (store, _kept) = $fresh;
                $crate::suite::$place::$story(&store).await;
            }
        )+
    };
}
