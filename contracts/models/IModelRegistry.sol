// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Models, the runs that made them, and who contributed.
/// @notice Records are only added, and marked by a ruling. An adapter names models that were there before it, so lineage
/// has no cycle. What only readers need is in the events; a record keeps what rules are checked against.
///
///   run: --claimRun--> claimed --openRun--> open --drawSeed--> seeded --registerAdapter--> closed --markVerified--> clean
interface IModelRegistry {
    /// @notice Settings at birth.
    /// @param maxConsentAge How long ago a head of the consent registry may have been followed by another when a run is opened.
    /// @param challengeWindow Seconds from the verification of a run until shares of its model are claimed.
    /// @param runLife Seconds from the claim, the opening or the closing of a run for which its policy waits for the run's verification.
    /// @param runCeiling Most credits that the contributors to one run may claim together.
    struct Settings {
        uint48 maxConsentAge;
        uint48 challengeWindow;
        uint48 runLife;
        uint32 runCeiling;
    }

    /// @notice A model.
    /// @param operatorId Who registered it.
    /// @param baseModelId The model it adapts, 0 for a base.
    /// @param runId The run that made it, 0 for a base.
    /// @param claimedShare Attribution claimed so far, in basis points, of which each is one credit.
    /// @param status What a ruling said of it: 0 nothing, 1 questioned, 2 withdrawn; other numbers are notes for readers.
    /// @param weightsHash Digest of its weights.
    /// @param attributionRoot Root of the shares of contributors, 0 for a base.
    struct Model {
        uint64 operatorId;
        uint64 baseModelId;
        uint64 runId;
        uint32 claimedShare;
        uint8 status;
        bytes32 weightsHash;
        bytes32 attributionRoot;
    }

    /// @notice A run.
    /// @param operatorId Who runs it.
    /// @param baseModelId The model it starts from, 0 before it is opened.
    /// @param policyId The mixture policy in force when it was claimed, and when it was opened.
    /// @param openedAt When it was opened, 0 before; the beacon's first round after it gives the seed.
    /// @param seeded True once the seed is fixed.
    /// @param modelId The adapter it made, 0 while open.
    /// @param closedAt When the adapter was registered.
    /// @param verifiedAt When an audit found the run clean, 0 before.
    /// @param claimedAt When its operator said that it would train.
    /// @param snapshotRoot Root of the texts it may use.
    struct Run {
        // slot 0: 240 bits
        uint64 operatorId;
        uint40 baseModelId;
        uint40 policyId;
        uint48 openedAt;
        bool seeded;
        uint40 modelId;
        // slot 1: 144 bits
        uint48 closedAt;
        uint48 verifiedAt;
        uint48 claimedAt;
        bytes32 snapshotRoot;
    }

    /// @notice A base model was registered.
    event BaseRegistered(uint256 indexed modelId, uint256 indexed operatorId, bytes32 weightsHash, string uri);
    /// @notice An operator said that it trains a policy: until it opens the run it may look at texts to compare them.
    event RunClaimed(uint256 indexed runId, uint256 indexed operatorId, uint256 indexed policyId);
    /// @notice A run was opened.
    event RunOpened(
        uint256 indexed runId,
        uint256 indexed operatorId,
        uint256 baseModelId,
        uint256 policyId,
        bytes32 snapshotRoot,
        bytes32 consentRoot,
        bytes32 consentHead,
        string uri
    );
    /// @notice A run's seed was fixed.
    /// @param seed Decides the order of texts.
    event RunSeeded(uint256 indexed runId, bytes32 seed);
    /// @notice A run's adapter was registered.
    event AdapterRegistered(
        uint256 indexed modelId,
        uint256 indexed runId,
        uint256 baseModelId,
        uint256[] parents,
        bytes32 listRoot,
        bytes32 attributionRoot,
        bytes32 evaluationHash,
        bytes32 weightsHash,
        string uri
    );
    /// @notice An audit found a run clean.
    /// @param claimableFrom From when on its contributors claim their shares.
    event RunVerified(uint256 indexed runId, uint256 indexed modelId, uint48 claimableFrom);
    /// @notice A contributor's share of a model was turned into credits.
    event AttributionClaimed(uint256 indexed modelId, uint256 indexed identityId, uint16 shareBp);
    /// @notice A ruling marked a model.
    event ModelMarked(uint256 indexed modelId, uint8 status, uint256 indexed caseId);

    /// @notice No model has this number.
    error ModelUnknown(uint256 modelId);
    /// @notice No run has this number, or it is not opened yet.
    error RunUnknown(uint256 runId);
    /// @notice The digest of the weights is missing.
    error WeightsMissing();
    /// @notice A run needs a snapshot and a consent root.
    error RunRootsMissing();
    /// @notice The run was planned under another policy than the one in force.
    error MixtureMismatch(uint256 policyId, uint256 inForce);
    /// @notice A policy has one run: this one was verified, or still may be, or followed one that had its time.
    error PolicyHasRun(uint256 policyId, uint256 runId);
    /// @notice An operator claims one run of a policy, so that it cannot choose among seeds.
    error RunClaimedAlready(uint256 policyId, uint256 operatorId);
    /// @notice The run has its snapshot already.
    error RunOpenedAlready(uint256 runId, uint48 openedAt);
    /// @notice The run was not opened in its life.
    error RunLapsed(uint256 runId, uint48 claimedAt);
    /// @notice The run was planned at a head of the consent registry that is too old, or never was one.
    error ConsentStale(bytes32 consentHead);
    /// @notice A ruling withdrew the model: nothing new comes from it.
    error ModelWithdrawn(uint256 modelId);
    /// @notice An adapter has 1 to 8 parents.
    error ParentCountInvalid(uint256 count);
    /// @notice Parents are named in ascending order, each once.
    error ParentsNotAscending(uint256 previous, uint256 parent);
    /// @notice The model that the run started from is one of the parents.
    error BaseNotParent(uint256 baseModelId);
    /// @notice Shares of contributors need a root.
    error AttributionMissing();
    /// @notice A mark says something.
    error MarkMissing(uint256 modelId);
    /// @notice The run's seed is fixed already.
    error RunAlreadySeeded(uint256 runId);
    /// @notice The beacon's first round after the run was opened is not over.
    error SeedPending(uint256 runId, uint48 openedAt);
    /// @notice The run's seed is not fixed yet.
    error RunNotSeeded(uint256 runId);
    /// @notice Only the run's own operator opens it and registers its adapter.
    error NotRunOperator(uint256 runId, address caller);
    /// @notice The run made its adapter already.
    error RunClosed(uint256 runId, uint256 modelId);
    /// @notice The run made no adapter yet.
    error RunOpen(uint256 runId);
    /// @notice The run was found clean already.
    error RunAlreadyVerified(uint256 runId, uint48 verifiedAt);
    /// @notice No audit found the run of the model clean yet, or not long enough ago.
    error AttributionClosed(uint256 modelId, uint48 verifiedAt);
    /// @notice An open case or a freeze names the model.
    error ModelNamed(uint256 modelId);
    /// @notice The contributor is no active identity now.
    error ContributorInactive(uint256 identityId);
    /// @notice The contributor claimed the share already.
    error AttributionAlreadyClaimed(uint256 modelId, uint256 identityId);
    /// @notice The share is not part of the attribution.
    error AttributionProofInvalid(uint256 modelId, uint256 identityId, uint16 shareBp);
    /// @notice The share is empty.
    error ShareMissing(uint256 modelId, uint256 identityId);
    /// @notice All claims together exceed what one run may give.
    error SharesExceeded(uint256 modelId, uint256 claimed);

    /// @notice Registers a base model of the caller.
    function registerBase(bytes32 weightsHash, string calldata uri) external returns (uint256 modelId);

    /// @notice Says that the caller trains the policy in force: nobody else does for the life of a run.
    /// @param policyId The mixture policy; must be the one in force.
    function claimRun(uint256 policyId) external returns (uint256 runId);

    /// @notice Opens a run that the caller claimed, once, in its life, while its policy is in force, from fresh consents.
    /// @param consentHead Head of the consent registry that the digest was made at; must be fresh.
    function openRun(
        uint256 runId,
        uint256 baseModelId,
        bytes32 snapshotRoot,
        bytes32 consentRoot,
        bytes32 consentHead,
        string calldata uri
    ) external;

    /// @notice Fixes a run's seed once the beacon knows it. Anyone may call.
    function drawSeed(uint256 runId) external;

    /// @notice Registers the adapter that a run of the caller made.
    /// @param parents Models it was made from, the base among them, ascending, at most eight.
    /// @param listRoot Root of the list of deposits used.
    /// @param attributionRoot Root of the shares: OpenZeppelin's standard tree over (uint256 identityId, uint16 shareBp).
    /// @param evaluationHash Digest of its evaluation.
    function registerAdapter(
        uint256 runId,
        uint256[] calldata parents,
        bytes32 listRoot,
        bytes32 attributionRoot,
        bytes32 evaluationHash,
        bytes32 weightsHash,
        string calldata uri
    ) external returns (uint256 modelId);

    /// @notice Records that an audit found a closed run clean, once, and the first one of its policy; only the spot check.
    function markVerified(uint256 runId) external;

    /// @notice Marks a model after a ruling; nothing is deleted.
    /// @dev From a withdrawn model no run starts, no adapter is made and no share is claimed any more.
    /// @param status 1 questioned, 2 withdrawn; other numbers are notes for readers.
    function mark(uint256 modelId, uint8 status, uint256 caseId) external;

    /// @notice Turns a contributor's share of a model into credits of the identity, once. Anyone may send it.
    /// @dev Only of a run found clean, the challenge window later, while no open case or freeze names the model.
    /// @param identityId Who contributed; active now.
    /// @param shareBp Basis points.
    /// @param proof Path from the leaf to the attribution root.
    function claimAttribution(uint256 modelId, uint256 identityId, uint16 shareBp, bytes32[] calldata proof) external;

    /// @notice A model.
    /// @return record All fields, zero when unknown.
    function model(uint256 modelId) external view returns (Model memory record);

    /// @notice A run.
    /// @return record All fields, zero when unknown.
    function run(uint256 runId) external view returns (Run memory record);

    /// @notice What an audit of a run asks: whose it is, and when it made its adapter.
    /// @return operatorId Who ran it, 0 while it is open or unknown.
    /// @return closedAt Unix time, 0 then.
    function closingOf(uint256 runId) external view returns (uint256 operatorId, uint48 closedAt);

    /// @notice Tells whether a contributor claimed a share.
    function isClaimed(uint256 modelId, uint256 identityId) external view returns (bool claimed);

    /// @notice Settings at birth.
    /// @return all Ages, windows and ceilings.
    function settings() external view returns (Settings memory all);

    /// @notice Number of models.
    /// @return total Also the last number given.
    function modelCount() external view returns (uint256 total);

    /// @notice Number of runs.
    /// @return total Also the last number given.
    function runCount() external view returns (uint256 total);
}
