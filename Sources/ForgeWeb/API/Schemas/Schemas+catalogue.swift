import ForgeCatalogue
import ForgeCore

extension Schemas {
    static let catalogue: [String: JSONValue] = [
        "Model": model,
        "Models": list(of: "Model"),
        "CatalogueEncoder": encoder,
        "CatalogueEncoders": list(of: "CatalogueEncoder"),
        "Dataset": Schema.object([
            "name": Schema.string, "summary": Schema.string, "task": Schema.choice(of: TaskFamily.self),
            "format": Schema.choice(of: RecordFormat.self), "licence": Schema.string,
            "splits": Schema.array(Schema.ref("DatasetSplit")),
        ]),
        "DatasetSplit": split,
        "Datasets": list(of: "Dataset"),
        "Source": Schema.object(
            ["source": Schema.string, "hash": Schema.string],
            optional: ["bytes": Schema.count, "records": Schema.count, "note": Schema.string],
            "A place that the file can be had from; `hash` or how it will be known."),
        "Receipt": Schema.object(
            [
                "source": Schema.string, "bytes": Schema.count, "sha256": Schema.string,
                "verified": Schema.choice(["catalogue", "hub", "pinned", "first-pull"]), "pulledAt": Schema.date,
                "ownsCache": Schema.boolean,
            ], optional: ["note": Schema.string], "What was pulled from where."),
        "DatasetPull": Schema.object(
            [:], optional: ["split": Schema.text(1...200)], "The split to pull; absent for the default one."),
        "Pull": pull,
        "Pulls": list(of: "Pull"),
    ]

    private static let model = Schema.object(
        [
            "name": Schema.string, "summary": Schema.string, "kind": Schema.choice(of: ModelKind.self),
            "contextLength": Schema.count, "licence": Schema.string, "isDefault": Schema.boolean,
            "isInstalled": Schema.boolean, "sources": Schema.array(Schema.ref("Source")),
        ],
        optional: [
            "path": Schema.string, "bytes": Schema.count, "sha256": Schema.string, "receipt": Schema.ref("Receipt"),
            "tuned": Schema.object([
                "file": Schema.string, "format": Schema.string, "originalSHA256": Schema.string,
                "tunedAt": Schema.date, "measurements": Schema.any,
            ]),
        ])

    private static let encoder = Schema.object(
        [
            "name": Schema.string, "summary": Schema.string, "kind": Schema.choice(of: EncoderKind.self),
            "licence": Schema.string, "isDefault": Schema.boolean, "isInstalled": Schema.boolean,
            "files": Schema.array(
                Schema.object(["name": Schema.string], optional: ["bytes": Schema.count, "sha256": Schema.string])),
            "sources": Schema.array(Schema.ref("Source")),
        ], optional: ["path": Schema.string, "source": Schema.string, "bytes": Schema.count])

    private static let split = Schema.object(
        ["name": Schema.string, "isInstalled": Schema.boolean, "sources": Schema.array(Schema.ref("Source"))],
        optional: [
            "path": Schema.string, "bytes": Schema.count, "records": Schema.count, "source": Schema.string,
            "note": Schema.string, "receipt": Schema.ref("Receipt"),
        ])

    private static let pull = Schema.object(
        [
            "subject": Schema.choice(["model", "dataset", "encoder"]), "name": Schema.string, "phase": Schema.string,
            "received": Schema.count, "rate": Schema.number,
        ],
        optional: ["split": Schema.string, "total": Schema.count, "message": Schema.string, "remedy": Schema.string],
        "A download as it stands: bytes, bytes per second; `phase` ends as `done` or `failed`.")
}
