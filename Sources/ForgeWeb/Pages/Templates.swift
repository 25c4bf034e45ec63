/// Every template, by the name that pages and partials use. A new one is a file in Resources/templates and a line here.
enum Templates {
    static var all: [(name: String, source: String)] {
        (frame + parts + experimentPages + knowledgePages + votePages + trainingPages + benchmarkPages + toolPages).map
        {
            ($0.0, String(decoding: $0.1, as: UTF8.self))
        }
    }

    private typealias Source = (String, [UInt8])

    private static var frame: [Source] {
        [
            ("layout", PackageResources.layout_mustache), ("error", PackageResources.error_mustache),
            ("login", PackageResources.login_mustache), ("docs", PackageResources.docs_mustache),
        ]
    }

    /// What several pages are put together from.
    private static var parts: [Source] {
        [
            ("badge", PackageResources.badge_mustache), ("chart", PackageResources.chart_mustache),
            ("choice", PackageResources.choice_mustache), ("empty", PackageResources.empty_mustache),
            ("estimate", PackageResources.estimate_mustache), ("field", PackageResources.field_mustache),
            ("longtext", PackageResources.longtext_mustache), ("notice", PackageResources.notice_mustache),
            ("pager", PackageResources.pager_mustache), ("plain-table", PackageResources.plain_table_mustache),
            ("progress", PackageResources.progress_mustache),
            ("time", PackageResources.time_mustache), ("toast", PackageResources.toast_mustache),
            ("whisker", PackageResources.whisker_mustache),
        ]
    }

    private static var experimentPages: [Source] {
        [
            ("dashboard", PackageResources.dashboard_mustache), ("example", PackageResources.example_mustache),
            ("call", PackageResources.call_mustache),
            ("agent-summary", PackageResources.agent_summary_mustache),
            ("example-agent", PackageResources.example_agent_mustache),
            ("example-faithfulness", PackageResources.example_faithfulness_mustache),
            ("example-lookup", PackageResources.example_lookup_mustache),
            ("experiments", PackageResources.experiments_mustache),
            ("site-index", PackageResources.site_index_mustache),
            ("experiment-row", PackageResources.experiment_row_mustache),
            ("experiment", PackageResources.experiment_mustache),
            ("experiment-overview", PackageResources.experiment_overview_mustache),
            ("experiment-examples", PackageResources.experiment_examples_mustache),
            ("experiment-calls", PackageResources.experiment_calls_mustache),
            ("experiment-config", PackageResources.experiment_config_mustache),
            ("experiment-edit", PackageResources.experiment_edit_mustache),
            ("experiment-rescore", PackageResources.experiment_rescore_mustache),
            ("edit-form", PackageResources.edit_form_mustache),
            ("rescore-form", PackageResources.rescore_form_mustache),
        ]
    }

    private static var knowledgePages: [Source] {
        [
            ("knowledge-bases", PackageResources.knowledge_bases_mustache),
            ("knowledge-base", PackageResources.knowledge_base_mustache),
            ("knowledge-search", PackageResources.knowledge_search_mustache),
            ("knowledge-chunks", PackageResources.knowledge_chunks_mustache),
            ("knowledge-documents", PackageResources.knowledge_documents_mustache),
            ("knowledge-about", PackageResources.knowledge_about_mustache),
            ("knowledge-new", PackageResources.knowledge_new_mustache),
            ("knowledge-delete", PackageResources.knowledge_delete_mustache),
            ("knowledge-delete-form", PackageResources.knowledge_delete_form_mustache),
            ("knowledge-fill", PackageResources.knowledge_fill_mustache),
            ("ingest", PackageResources.ingest_mustache),
        ]
    }

    private static var votePages: [Source] {
        [
            ("votes", PackageResources.votes_mustache), ("vote-new", PackageResources.vote_new_mustache),
            ("vote-study", PackageResources.vote_study_mustache),
            ("vote-ballot", PackageResources.vote_ballot_mustache),
            ("vote-results", PackageResources.vote_results_mustache),
            ("vote-pairing", PackageResources.vote_pairing_mustache),
        ]
    }

    private static var trainingPages: [Source] {
        [
            ("trainings", PackageResources.trainings_mustache), ("training", PackageResources.training_mustache),
            ("training-overview", PackageResources.training_overview_mustache),
            ("training-pairs", PackageResources.training_pairs_mustache),
            ("training-about", PackageResources.training_about_mustache),
            ("training-new", PackageResources.training_new_mustache),
            ("training-delete", PackageResources.training_delete_mustache),
            ("training-row", PackageResources.training_row_mustache),
            ("pair", PackageResources.pair_mustache), ("pair-files", PackageResources.pair_files_mustache),
            ("pair-file", PackageResources.pair_file_mustache),
        ]
    }

    private static var benchmarkPages: [Source] {
        [
            ("benchmarks", PackageResources.benchmarks_mustache), ("benchmark", PackageResources.benchmark_mustache),
            ("advise", PackageResources.advise_mustache),
        ]
    }

    /// Making, comparing, models, data sets, playground, with their parts.
    private static var toolPages: [Source] {
        [
            ("compare", PackageResources.compare_mustache),
            ("compare-answer", PackageResources.compare_answer_mustache),
            ("compare-heads", PackageResources.compare_heads_mustache),
            ("compare-row", PackageResources.compare_row_mustache),
            ("compare-picker", PackageResources.compare_picker_mustache),
            ("config-field", PackageResources.config_field_mustache),
            ("config-verdict", PackageResources.config_verdict_mustache),
            ("dataset", PackageResources.dataset_mustache),
            ("datasets", PackageResources.datasets_mustache),
            ("flip-cell", PackageResources.flip_cell_mustache),
            ("model", PackageResources.model_mustache),
            ("models", PackageResources.models_mustache),
            ("new-experiment", PackageResources.new_experiment_mustache),
            ("playground", PackageResources.playground_mustache),
            ("pull", PackageResources.pull_mustache),
            ("sources", PackageResources.sources_mustache),
        ]
    }
}
