/// Our own style sheet and scripts. A new one is a file in Resources and a line here.
enum OwnAssets {
    static var all: [Asset] { styles + scripts }

    private static var styles: [Asset] {
        [
            Asset(name: "forge.css", bytes: PackageResources.forge_css),
            Asset(name: "tools.css", bytes: PackageResources.tools_css),
            Asset(name: "knowledge.css", bytes: PackageResources.knowledge_css),
            Asset(name: "agents.css", bytes: PackageResources.agents_css),
            Asset(name: "votes.css", bytes: PackageResources.votes_css),
            Asset(name: "training.css", bytes: PackageResources.training_css),
            Asset(name: "docs.css", bytes: PackageResources.docs_css),
            Asset(name: "fonts.css", bytes: PackageResources.fonts_css),
            Asset(name: "icon.svg", bytes: PackageResources.icon_svg),
        ]
    }

    private static var scripts: [Asset] {
        let modules: [(String, [UInt8])] = [
            ("actions.js", PackageResources.actions_js),
            ("answers.js", PackageResources.answers_js),
            ("charts.js", PackageResources.charts_js),
            ("copy.js", PackageResources.copy_js),
            ("dashboard.js", PackageResources.dashboard_js),
            ("dialogs.js", PackageResources.dialogs_js),
            ("docs.js", PackageResources.docs_js),
            ("example.js", PackageResources.example_js),
            ("experiment-form.js", PackageResources.experiment_form_js),
            ("experiment.js", PackageResources.experiment_js),
            ("experiments.js", PackageResources.experiments_js),
            ("filters.js", PackageResources.filters_js),
            ("frame.js", PackageResources.frame_js),
            ("ingests.js", PackageResources.ingests_js),
            ("live.js", PackageResources.live_js),
            ("menus.js", PackageResources.menus_js),
            ("numbers.js", PackageResources.numbers_js),
            ("outcomes.js", PackageResources.outcomes_js),
            ("pairs.js", PackageResources.pairs_js),
            ("playground.js", PackageResources.playground_js),
            ("progress.js", PackageResources.progress_js),
            ("pulls.js", PackageResources.pulls_js),
            ("refresh.js", PackageResources.refresh_js),
            ("scroll.js", PackageResources.scroll_js),
            ("selection.js", PackageResources.selection_js),
            ("swap.js", PackageResources.swap_js),
            ("toast.js", PackageResources.toast_js),
            ("vote.js", PackageResources.vote_js),
            ("training.js", PackageResources.training_js),
            ("trainings.js", PackageResources.trainings_js),
        ]
        return modules.map { Asset(name: $0.0, bytes: $0.1) }
    }
}
