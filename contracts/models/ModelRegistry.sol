// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {ContributionCredits} from "../credits/ContributionCredits.sol";
import {ConsentRegistry} from "../deposits/ConsentRegistry.sol";
import {CommonsAuthority} from "../governance/CommonsAuthority.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {MixturePolicy} from "../training/MixturePolicy.sol";
import {Beacon} from "../work/Beacon.sol";
import {IModelHold} from "./IModelHold.sol";
import {IModelRegistry} from "./IModelRegistry.sol";

/// @title ModelRegistry
/// @notice Lineage of models and attribution of their contributors.
contract ModelRegistry is IModelRegistry, AccessManaged {
    using BitMaps for BitMaps.BitMap;

    uint256 private constant CONTRIBUTION = 0;
    uint256 private constant MOST_PARENTS = 8;
    uint8 private constant WITHDRAWN = 2;

    IOperatorRegistry private immutable _OPERATORS;
    IIdentityRegistry private immutable _IDENTITIES;
    MixturePolicy private immutable _MIXTURE;
    ConsentRegistry private immutable _CONSENTS;
    ContributionCredits private immutable _CREDITS;
    Beacon private immutable _BEACON;
    uint48 private immutable _MAX_CONSENT_AGE;
    uint48 private immutable _CHALLENGE_WINDOW;
    uint48 private immutable _RUN_LIFE;
    uint32 private immutable _RUN_CEILING;
    uint256 private _modelCount;
    uint256 private _runCount;
    mapping(uint256 modelId => Model) private _models;
    mapping(uint256 runId => Run) private _runs;
    mapping(uint256 policyId => uint256 runId) private _lastRun;
    mapping(uint256 policyId => mapping(uint256 operatorId => bool)) private _hasClaimed;
    /// @dev By contributor, so that who contributes to many models writes one word for 256 of them.
    mapping(uint256 identityId => BitMaps.BitMap modelIds) private _claimed;

    constructor(
        address authority,
        IOperatorRegistry operators,
        IIdentityRegistry identities,
        MixturePolicy mixture,
        ConsentRegistry consents,
        ContributionCredits credits,
        Beacon beacon,
        Settings memory settings_
    ) AccessManaged(authority) {
        _OPERATORS = operators;
        _IDENTITIES = identities;
        _MIXTURE = mixture;
        _CONSENTS = consents;
        _CREDITS = credits;
        _BEACON = beacon;
        _MAX_CONSENT_AGE = settings_.maxConsentAge;
        _CHALLENGE_WINDOW = settings_.challengeWindow;
        _RUN_LIFE = settings_.runLife;
        _RUN_CEILING = settings_.runCeiling;
    }

    function registerBase(bytes32 weightsHash, string calldata uri) external returns (uint256 modelId) {
        uint256 operatorId = _OPERATORS.activeOperatorOf(msg.sender);
        if (weightsHash == 0) revert WeightsMissing();
        modelId = ++_modelCount;
        Model storage record = _models[modelId];
        record.operatorId = SafeCast.toUint64(operatorId);
        record.weightsHash = weightsHash;
        emit BaseRegistered(modelId, operatorId, weightsHash, uri);
    }

    function claimRun(uint256 policyId) external returns (uint256 runId) {
        uint256 operatorId = _OPERATORS.activeOperatorOf(msg.sender);
        _requireInForce(policyId);
        uint256 last = _lastRun[policyId];
        Run storage before = _runs[last];
        uint256 since = Math.max(before.claimedAt, Math.max(before.openedAt, before.closedAt));
        if (last != 0 && (before.verifiedAt != 0 || block.timestamp < since + _RUN_LIFE)) {
            revert PolicyHasRun(policyId, last);
        }
        if (_hasClaimed[policyId][operatorId]) revert RunClaimedAlready(policyId, operatorId);

        _hasClaimed[policyId][operatorId] = true;
        runId = ++_runCount;
        _lastRun[policyId] = runId;
        Run storage record = _runs[runId];
        record.operatorId = SafeCast.toUint64(operatorId);
        record.policyId = uint40(policyId); // in force, so it is small
        record.claimedAt = uint48(block.timestamp);
        emit RunClaimed(runId, operatorId, policyId);
    }

    function openRun(
        uint256 runId,
        uint256 baseModelId,
        bytes32 snapshotRoot,
        bytes32 consentRoot,
        bytes32 consentHead,
        string calldata uri
    ) external {
        Run storage record = _ownRun(runId);
        if (record.openedAt != 0) revert RunOpenedAlready(runId, record.openedAt);
        if (block.timestamp >= record.claimedAt + _RUN_LIFE) revert RunLapsed(runId, record.claimedAt);
        uint256 policyId = record.policyId;
        _requireInForce(policyId);
        _checkUsable(baseModelId);
        if (snapshotRoot == 0 || consentRoot == 0) revert RunRootsMissing();
        if (!_CONSENTS.isFresh(consentHead, _MAX_CONSENT_AGE)) revert ConsentStale(consentHead);

        record.baseModelId = uint40(baseModelId); // known, so it is small
        record.openedAt = uint48(block.timestamp);
        record.snapshotRoot = snapshotRoot;
        emit RunOpened(runId, record.operatorId, baseModelId, policyId, snapshotRoot, consentRoot, consentHead, uri);
    }

    function drawSeed(uint256 runId) external {
        Run storage record = _runs[runId];
        if (record.openedAt == 0) revert RunUnknown(runId);
        if (record.seeded) revert RunAlreadySeeded(runId);

        bytes32 value = _BEACON.seedAfter(record.openedAt);
        if (value == 0) revert SeedPending(runId, record.openedAt);
        record.seeded = true;
        emit RunSeeded(runId, keccak256(abi.encode(value, runId, record.snapshotRoot, uint256(record.policyId))));
    }

    function registerAdapter(
        uint256 runId,
        uint256[] calldata parents,
        bytes32 listRoot,
        bytes32 attributionRoot,
        bytes32 evaluationHash,
        bytes32 weightsHash,
        string calldata uri
    ) external returns (uint256 modelId) {
        if (weightsHash == 0) revert WeightsMissing();
        if (attributionRoot == 0) revert AttributionMissing();
        uint256 baseModelId;
        (modelId, baseModelId) = _close(runId, parents);
        _models[modelId].weightsHash = weightsHash;
        _models[modelId].attributionRoot = attributionRoot;
        emit AdapterRegistered(
            modelId,
            runId,
            baseModelId,
            parents,
            listRoot,
            attributionRoot,
            evaluationHash,
            weightsHash,
            uri
        );
    }

    function claimAttribution(uint256 modelId, uint256 identityId, uint16 shareBp, bytes32[] calldata proof) external {
        Model storage record = _models[modelId];
        _requireClaimable(modelId, identityId);
        if (shareBp == 0) revert ShareMissing(modelId, identityId);
        BitMaps.BitMap storage claimed = _claimed[identityId];
        if (claimed.get(modelId)) revert AttributionAlreadyClaimed(modelId, identityId);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(identityId, shareBp))));
        if (!MerkleProof.verifyCalldata(proof, record.attributionRoot, leaf)) {
            revert AttributionProofInvalid(modelId, identityId, shareBp);
        }
        uint256 sum = uint256(record.claimedShare) + shareBp;
        if (sum > _RUN_CEILING) revert SharesExceeded(modelId, sum);

        claimed.set(modelId);
        record.claimedShare = uint32(sum);
        emit AttributionClaimed(modelId, identityId, shareBp);
        _CREDITS.mint(identityId, CONTRIBUTION, shareBp, bytes32(modelId));
    }

    function markVerified(uint256 runId) external restricted {
        Run storage record = _runs[runId];
        if (record.modelId == 0) revert RunOpen(runId);
        if (record.verifiedAt != 0) revert RunAlreadyVerified(runId, record.verifiedAt);
        (uint256 policyId, uint256 last) = (record.policyId, _lastRun[record.policyId]);
        if (_runs[last].verifiedAt != 0) revert PolicyHasRun(policyId, last);
        // Whichever run followed this one ends no more.
        _lastRun[policyId] = runId;
        record.verifiedAt = uint48(block.timestamp);
        emit RunVerified(runId, record.modelId, uint48(block.timestamp) + _CHALLENGE_WINDOW);
    }

    function mark(uint256 modelId, uint8 status, uint256 caseId) external restricted {
        Model storage record = _models[modelId];
        if (record.operatorId == 0) revert ModelUnknown(modelId);
        if (status == 0) revert MarkMissing(modelId);
        record.status = status;
        emit ModelMarked(modelId, status, caseId);
    }

    function model(uint256 modelId) external view returns (Model memory) {
        return _models[modelId];
    }

    function run(uint256 runId) external view returns (Run memory) {
        return _runs[runId];
    }

    function closingOf(uint256 runId) external view returns (uint256, uint48) {
        Run storage record = _runs[runId];
        return record.modelId == 0 ? (0, 0) : (record.operatorId, record.closedAt);
    }

    function isClaimed(uint256 modelId, uint256 identityId) external view returns (bool) {
        return _claimed[identityId].get(modelId);
    }

    function settings() external view returns (Settings memory) {
        return Settings(_MAX_CONSENT_AGE, _CHALLENGE_WINDOW, _RUN_LIFE, _RUN_CEILING);
    }

    function modelCount() external view returns (uint256) {
        return _modelCount;
    }

    function runCount() external view returns (uint256) {
        return _runCount;
    }

    function _requireInForce(uint256 policyId) private view {
        uint256 inForce = _MIXTURE.currentId();
        if (policyId != inForce) revert MixtureMismatch(policyId, inForce);
    }

    /// @dev A run of the caller that no other followed.
    function _ownRun(uint256 runId) private view returns (Run storage record) {
        record = _runs[runId];
        if (record.operatorId == 0) revert RunUnknown(runId);
        if (_OPERATORS.activeOperatorOf(msg.sender) != record.operatorId) revert NotRunOperator(runId, msg.sender);
        uint256 last = _lastRun[record.policyId];
        if (last != runId) revert PolicyHasRun(record.policyId, last);
    }

    /// @dev Ends a run of the caller in a new model that comes from these parents.
    function _close(uint256 runId, uint256[] calldata parents) private returns (uint256 modelId, uint256 baseModelId) {
        Run storage source = _ownRun(runId);
        if (!source.seeded) revert RunNotSeeded(runId);
        if (source.modelId != 0) revert RunClosed(runId, source.modelId);
        baseModelId = source.baseModelId;
        _checkParents(baseModelId, parents);

        modelId = ++_modelCount;
        source.modelId = uint40(modelId);
        source.closedAt = uint48(block.timestamp);
        Model storage record = _models[modelId];
        record.operatorId = source.operatorId;
        record.baseModelId = uint64(baseModelId);
        record.runId = uint64(runId);
    }

    /// @dev Ascending models that are there already, the base among them: so lineage has no cycle.
    function _checkParents(uint256 baseModelId, uint256[] calldata parents) private view {
        if (parents.length == 0 || parents.length > MOST_PARENTS) revert ParentCountInvalid(parents.length);
        bool based = false;
        for (uint256 i = 0; i < parents.length; ++i) {
            if (i != 0 && parents[i] <= parents[i - 1]) revert ParentsNotAscending(parents[i - 1], parents[i]);
            if (parents[i] == baseModelId) based = true;
        }
        if (!based) revert BaseNotParent(baseModelId);
        for (uint256 i = 0; i < parents.length; ++i) _checkUsable(parents[i]);
    }

    function _requireClaimable(uint256 modelId, uint256 identityId) private view {
        Model storage record = _models[modelId];
        if (record.attributionRoot == 0) revert ModelUnknown(modelId);
        if (record.status == WITHDRAWN) revert ModelWithdrawn(modelId);
        uint48 verifiedAt = _runs[record.runId].verifiedAt;
        if (verifiedAt == 0 || block.timestamp < verifiedAt + _CHALLENGE_WINDOW) {
            revert AttributionClosed(modelId, verifiedAt);
        }
        if (IModelHold(CommonsAuthority(authority()).court()).isModelNamed(modelId)) revert ModelNamed(modelId);
        if (!_IDENTITIES.isActive(identityId)) revert ContributorInactive(identityId);
    }

    function _checkUsable(uint256 modelId) private view {
        if (_models[modelId].operatorId == 0) revert ModelUnknown(modelId);
        if (_models[modelId].status == WITHDRAWN) revert ModelWithdrawn(modelId);
    }
}
