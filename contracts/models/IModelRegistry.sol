// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Models, the runs that made them, and who contributed.
/// @notice Records are only added. An adapter names a run, a run names an older model, so lineage has no cycle.
///
///   run: (none) --openRun--> open --drawSeed--> seeded --registerAdapter--> closed
interface IModelRegistry {
    /// @notice A model.
    /// @param operatorId Who registered it.
    /// @param baseModelId The model it adapts, 0 for a base.
    /// @param runId The run that made it, 0 for a base.
    /// @param listRoot Root of the list of deposits used.
    /// @param attributionRoot Root of the shares of contributors.
    /// @param evaluationHash Digest of its evaluation.
    /// @param weightsHash Digest of its weights.
    /// @param claimedShare Basis points of attribution claimed so far.
    /// @param uri Where its manifest lies.
    struct Model {
        uint256 operatorId;
        uint256 baseModelId;
        uint256 runId;
        bytes32 listRoot;
        bytes32 attributionRoot;
        bytes32 evaluationHash;
        bytes32 weightsHash;
        uint16 claimedShare;
        string uri;
    }

    /// @notice A run.
    /// @param operatorId Who runs it.
    /// @param baseModelId The model it starts from.
    /// @param policyId The mixture policy in force when it was opened.
    /// @param snapshotRoot Root of the texts it may use.
    /// @param consentRoot Root of the consents it relies on.
    /// @param seedBlock Block whose hash becomes the seed.
    /// @param seed Decides the order of texts; 0 before the draw.
    /// @param modelId The adapter it made, 0 while open.
    /// @param uri Where its plan lies.
    struct Run {
        uint256 operatorId;
        uint256 baseModelId;
        uint256 policyId;
        bytes32 snapshotRoot;
        bytes32 consentRoot;
        uint256 seedBlock;
        bytes32 seed;
        uint256 modelId;
        string uri;
    }

    /// @notice A base model was registered.
    /// @param modelId The new model.
    /// @param operatorId Who registered it.
    /// @param weightsHash Digest of its weights.
    /// @param uri Where its manifest lies.
    event BaseRegistered(uint256 indexed modelId, uint256 indexed operatorId, bytes32 weightsHash, string uri);
    /// @notice A run was opened.
    /// @param runId The new run.
    /// @param operatorId Who runs it.
    /// @param baseModelId The model it starts from.
    /// @param policyId The mixture policy in force.
    /// @param snapshotRoot Root of the texts it may use.
    /// @param consentRoot Root of the consents it relies on.
    /// @param seedBlock Block whose hash becomes the seed.
    /// @param uri Where its plan lies.
    event RunOpened(
        uint256 indexed runId,
        uint256 indexed operatorId,
        uint256 baseModelId,
        uint256 policyId,
        bytes32 snapshotRoot,
        bytes32 consentRoot,
        uint256 seedBlock,
        string uri
    );
    /// @notice The seed is not known yet; another call after the seed block yields it.
    /// @param runId The run.
    /// @param seedBlock Block whose hash becomes the seed.
    event RunSeedScheduled(uint256 indexed runId, uint256 seedBlock);
    /// @notice A run's seed was fixed.
    /// @param runId The run.
    /// @param seed Decides the order of texts.
    event RunSeeded(uint256 indexed runId, bytes32 seed);
    /// @notice A run's adapter was registered.
    /// @param modelId The new model.
    /// @param runId The run that made it.
    /// @param baseModelId The model it adapts.
    /// @param listRoot Root of the list of deposits used.
    /// @param attributionRoot Root of the shares of contributors.
    /// @param evaluationHash Digest of its evaluation.
    /// @param weightsHash Digest of its weights.
    /// @param uri Where its manifest lies.
    event AdapterRegistered(
        uint256 indexed modelId,
        uint256 indexed runId,
        uint256 baseModelId,
        bytes32 listRoot,
        bytes32 attributionRoot,
        bytes32 evaluationHash,
        bytes32 weightsHash,
        string uri
    );
    /// @notice A contributor's share of a model was turned into credits.
    /// @param modelId The model.
    /// @param contributor Who contributed.
    /// @param shareBp Basis points.
    event AttributionClaimed(uint256 indexed modelId, address indexed contributor, uint16 shareBp);

    /// @notice No model has this number.
    error ModelUnknown(uint256 modelId);
    /// @notice No run has this number.
    error RunUnknown(uint256 runId);
    /// @notice The digest of the weights is missing.
    error WeightsMissing();
    /// @notice A run needs a snapshot and a consent root.
    error RunRootsMissing();
    /// @notice The caller does not run this run.
    error NotRunOperator(uint256 runId, address caller);
    /// @notice The run's seed is fixed already.
    error RunAlreadySeeded(uint256 runId);
    /// @notice The run's seed is not fixed yet.
    error RunNotSeeded(uint256 runId);
    /// @notice The run made its adapter already.
    error RunClosed(uint256 runId, uint256 modelId);
    /// @notice The contributor claimed already.
    error AttributionAlreadyClaimed(uint256 modelId, address contributor);
    /// @notice The proof does not lead to the model's attribution root.
    error AttributionProofInvalid(uint256 modelId, address contributor, uint16 shareBp);
    /// @notice All shares of a model together cannot exceed the whole.
    error SharesExceeded(uint256 modelId, uint256 claimed);

    /// @notice Registers a base model; the caller must be an active operator.
    /// @param weightsHash Digest of its weights.
    /// @param uri Where its manifest lies.
    /// @return modelId The new model.
    function registerBase(bytes32 weightsHash, string calldata uri) external returns (uint256 modelId);

    /// @notice Opens a run under the mixture policy in force; the caller must be an active operator.
    /// @param baseModelId The model it starts from.
    /// @param snapshotRoot Root of the texts it may use.
    /// @param consentRoot Root of the consents it relies on.
    /// @param uri Where its plan lies.
    /// @return runId The new run.
    function openRun(
        uint256 baseModelId,
        bytes32 snapshotRoot,
        bytes32 consentRoot,
        string calldata uri
    ) external returns (uint256 runId);

    /// @notice Fixes a run's seed, or aims at the next block when it cannot be known yet. Anyone may call.
    /// @param runId The run.
    function drawSeed(uint256 runId) external;

    /// @notice Registers the adapter a run made; only the run's operator, once.
    /// @param runId The run.
    /// @param listRoot Root of the list of deposits used.
    /// @param attributionRoot Root of the shares of contributors.
    /// @param evaluationHash Digest of its evaluation.
    /// @param weightsHash Digest of its weights.
    /// @param uri Where its manifest lies.
    /// @return modelId The new model.
    function registerAdapter(
        uint256 runId,
        bytes32 listRoot,
        bytes32 attributionRoot,
        bytes32 evaluationHash,
        bytes32 weightsHash,
        string calldata uri
    ) external returns (uint256 modelId);

    /// @notice Turns a contributor's share of a model into credits; anyone may send the proof.
    /// @param modelId The model.
    /// @param contributor Who contributed.
    /// @param shareBp Basis points.
    /// @param proof Path of the leaf (address, uint16) in a standard Merkle tree.
    function claimAttribution(uint256 modelId, address contributor, uint16 shareBp, bytes32[] calldata proof) external;

    /// @notice A model by number.
    /// @param modelId The number.
    /// @return record All fields, zero when unknown.
    function model(uint256 modelId) external view returns (Model memory record);

    /// @notice A run by number.
    /// @param runId The number.
    /// @return record All fields, zero when unknown.
    function run(uint256 runId) external view returns (Run memory record);

    /// @notice Tells whether a contributor claimed a share of a model.
    /// @param modelId The model.
    /// @param contributor Who contributed.
    /// @return claimed True from the claim on.
    function isClaimed(uint256 modelId, address contributor) external view returns (bool claimed);

    /// @notice Number of models ever registered.
    /// @return total Also the last number given.
    function modelCount() external view returns (uint256 total);

    /// @notice Number of runs ever opened.
    /// @return total Also the last number given.
    function runCount() external view returns (uint256 total);
}
