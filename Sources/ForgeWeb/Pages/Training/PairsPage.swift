import ForgeCore
import ForgeLab
import ForgeTraining
import ForgeTuning
import Foundation
import HTTPTypes
import Hummingbird

/// The files of preference pairs, and one with its statistics and its pairs to read and mark.
struct PairsPage {
    let service: TrainingService
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get("/pairs") { _, _ in try list() }
        router.get("/pairs/{file}") { request, context in
            try await file(try context.decoded("file"), FormValues(query: request))
        }
        router.post("/pairs-marks") { request, _ in
            let values = try await FormValues(body: request)
            try service.marks.set(values["id"] ?? "", isBad: values["bad"] != nil, note: values["note"])
            return Response.redirect(to: Self.back(values), type: .normal)
        }
    }

    /// To a pair's place on a page of ours, nowhere else.
    private static func back(_ values: FormValues) -> String {
        let back = values["back"] ?? ""
        let isOurs =
            ["\(TrainingLink.pairs)/", "\(TrainingLink.list)/"].contains(where: back.hasPrefix)
            && back.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return (isOurs ? back : TrainingLink.pairs) + "#pair-\(PageLink.encoded(values["id"] ?? ""))"
    }

    private struct List {
        let rows: [Row]
        let isEmpty: Bool
        let folder: String
        let new = TrainingLink.new
        let marks: String
    }

    private struct Row {
        let name: String
        let path: String
        let size: String
        let age: Age
    }

    private func list() throws -> Response {
        let rows = service.shelf.files().map {
            Row(
                name: $0.name, path: TrainingLink.pairFile($0.name), size: NumberText.bytes($0.bytes),
                age: Age($0.modified))
        }
        let marks = try service.marks.all().count
        return try renderer.page(
            Page(
                title: "Pairs", section: .training,
                breadcrumbs: [Breadcrumb("Trainings", TrainingLink.list), Breadcrumb("Pairs")],
                content: List(
                    rows: rows, isEmpty: rows.isEmpty, folder: service.shelf.folder.path,
                    marks: marks == 1 ? "1 pair is" : "\(NumberText.count(marks)) pairs are")),
            template: "pair-files")
    }

    private struct File {
        let name: String
        let sha256: String
        let figures: PairFigures
        let chart: ChartPlace
        let list: PairList
        let train: String
    }

    private func file(_ name: String, _ values: FormValues) async throws -> Response {
        let overview = try await service.overview(of: name)
        let number = PairList.number(values)
        let page = try await service.review(
            file: name, offset: (number - 1) * TrainingService.pageSize, limit: TrainingService.pageSize)
        let content = File(
            name: name, sha256: overview.sha256,
            figures: PairFigures(
                rows: overview.rows, usable: page.total - page.marked, repeated: overview.repeated,
                marked: page.marked, dropped: overview.dropped),
            chart: ChartPlace(
                path: "/api/v1/pairs/\(PageLink.encoded(name))/charts/lengths", title: "Words of prompts and answers"),
            list: PairList(page, number: number) { TrainingLink.pairFile(name, page: $0) },
            train: PageLink.to(TrainingLink.new, [("pairs", name)]))
        return try renderer.page(
            Page(
                title: name, section: .training,
                breadcrumbs: [
                    Breadcrumb("Trainings", TrainingLink.list), Breadcrumb("Pairs", TrainingLink.pairs),
                    Breadcrumb(name),
                ], scripts: ["charts.js", "pairs.js"], content: content),
            template: "pair-file")
    }
}
