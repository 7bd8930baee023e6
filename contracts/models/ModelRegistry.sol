// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IContributionCredits} from "../credits/IContributionCredits.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IMixturePolicy} from "../training/IMixturePolicy.sol";
import {FutureBlock} from "../work/FutureBlock.sol";
import {IModelRegistry} from "./IModelRegistry.sol";

/// @title ModelRegistry
/// @notice Lineage of models and attribution of their contributors.
contract ModelRegistry is IModelRegistry {
    uint256 private constant CONTRIBUTION = 0;
    uint256 private constant WHOLE = 10_000;

    IOperatorRegistry private immutable _OPERATORS;
    IMixturePolicy private immutable _MIXTURE;
    IContributionCredits private immutable _CREDITS;
    uint256 private _modelCount;
    uint256 private _runCount;
    mapping(uint256 modelId => Model) private _models;
    mapping(uint256 runId => Run) private _runs;
    mapping(uint256 modelId => mapping(address contributor => bool)) private _claimed;

    constructor(IOperatorRegistry operators, IMixturePolicy mixture, IContributionCredits credits) {
        _OPERATORS = operators;
        _MIXTURE = mixture;
        _CREDITS = credits;
    }

    /// @inheritdoc IModelRegistry
    function registerBase(bytes32 weightsHash, string calldata uri) external returns (uint256 modelId) {
        uint256 operatorId = _OPERATORS.activeOperatorOf(msg.sender);
        if (weightsHash == 0) revert WeightsMissing();
        modelId = ++_modelCount;
        Model storage record = _models[modelId];
        record.operatorId = operatorId;
        record.weightsHash = weightsHash;
        record.uri = uri;
        emit BaseRegistered(modelId, operatorId, weightsHash, uri);
    }

    /// @inheritdoc IModelRegistry
    function openRun(
        uint256 baseModelId,
        bytes32 snapshotRoot,
        bytes32 consentRoot,
        string calldata uri
    ) external returns (uint256 runId) {
        uint256 operatorId = _OPERATORS.activeOperatorOf(msg.sender);
        if (_models[baseModelId].operatorId == 0) revert ModelUnknown(baseModelId);
        if (snapshotRoot == 0 || consentRoot == 0) revert RunRootsMissing();

        runId = ++_runCount;
        Run storage record = _runs[runId];
        record.operatorId = operatorId;
        record.baseModelId = baseModelId;
        record.policyId = _MIXTURE.currentId();
        record.snapshotRoot = snapshotRoot;
        record.consentRoot = consentRoot;
        record.seedBlock = block.number + 1;
        record.uri = uri;
        _emitOpened(runId, record);
    }

    /// @inheritdoc IModelRegistry
    function drawSeed(uint256 runId) external {
        Run storage record = _runs[runId];
        if (record.operatorId == 0) revert RunUnknown(runId);
        if (record.seed != 0) revert RunAlreadySeeded(runId);

        (bytes32 hash, uint256 next) = FutureBlock.read(record.seedBlock);
        if (hash == 0) {
            record.seedBlock = next;
            emit RunSeedScheduled(runId, next);
        } else {
            record.seed = keccak256(abi.encode(hash, runId, record.snapshotRoot, record.policyId));
            emit RunSeeded(runId, record.seed);
        }
    }

    /// @inheritdoc IModelRegistry
    function registerAdapter(
        uint256 runId,
        bytes32 listRoot,
        bytes32 attributionRoot,
        bytes32 evaluationHash,
        bytes32 weightsHash,
        string calldata uri
    ) external returns (uint256 modelId) {
        Run storage source = _runs[runId];
        if (source.operatorId == 0) revert RunUnknown(runId);
        if (_OPERATORS.activeOperatorOf(msg.sender) != source.operatorId) revert NotRunOperator(runId, msg.sender);
        if (source.seed == 0) revert RunNotSeeded(runId);
        if (source.modelId != 0) revert RunClosed(runId, source.modelId);
        if (weightsHash == 0) revert WeightsMissing();

        modelId = ++_modelCount;
        source.modelId = modelId;
        Model storage record = _models[modelId];
        record.operatorId = source.operatorId;
        record.baseModelId = source.baseModelId;
        record.runId = runId;
        record.listRoot = listRoot;
        record.attributionRoot = attributionRoot;
        record.evaluationHash = evaluationHash;
        record.weightsHash = weightsHash;
        record.uri = uri;
        _emitAdapter(modelId, record);
    }

    /// @inheritdoc IModelRegistry
    function claimAttribution(uint256 modelId, address contributor, uint16 shareBp, bytes32[] calldata proof) external {
        Model storage record = _models[modelId];
        if (record.attributionRoot == 0) revert ModelUnknown(modelId);
        if (_claimed[modelId][contributor]) revert AttributionAlreadyClaimed(modelId, contributor);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(contributor, shareBp))));
        if (!MerkleProof.verifyCalldata(proof, record.attributionRoot, leaf)) {
            revert AttributionProofInvalid(modelId, contributor, shareBp);
        }
        uint256 claimed = uint256(record.claimedShare) + shareBp;
        if (claimed > WHOLE) revert SharesExceeded(modelId, claimed);

        _claimed[modelId][contributor] = true;
        record.claimedShare = uint16(claimed);
        emit AttributionClaimed(modelId, contributor, shareBp);
        _CREDITS.mint(contributor, CONTRIBUTION, shareBp, bytes32(modelId));
    }

    /// @inheritdoc IModelRegistry
    function model(uint256 modelId) external view returns (Model memory) {
        return _models[modelId];
    }

    /// @inheritdoc IModelRegistry
    function run(uint256 runId) external view returns (Run memory) {
        return _runs[runId];
    }

    /// @inheritdoc IModelRegistry
    function isClaimed(uint256 modelId, address contributor) external view returns (bool) {
        return _claimed[modelId][contributor];
    }

    /// @inheritdoc IModelRegistry
    function modelCount() external view returns (uint256) {
        return _modelCount;
    }

    /// @inheritdoc IModelRegistry
    function runCount() external view returns (uint256) {
        return _runCount;
    }

    function _emitOpened(uint256 runId, Run memory record) private {
        emit RunOpened(
            runId,
            record.operatorId,
            record.baseModelId,
            record.policyId,
            record.snapshotRoot,
            record.consentRoot,
            record.seedBlock,
            record.uri
        );
    }

    function _emitAdapter(uint256 modelId, Model memory record) private {
        emit AdapterRegistered(
            modelId,
            record.runId,
            record.baseModelId,
            record.listRoot,
            record.attributionRoot,
            record.evaluationHash,
            record.weightsHash,
            record.uri
        );
    }
}
