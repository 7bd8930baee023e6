// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IProofJudge} from "../work/IProofJudge.sol";
import {IERC5192} from "./IERC5192.sol";
import {IERC8004Identity} from "./IERC8004Identity.sol";

/// @notice Registry of experts: what a node offers to answer. An expert belongs to its operator, never to another: the
/// token changes its account only when the identity behind the operator does.
///
///   (none) --publish--> active --retire--> retired
///   (none) --register--> candidate --updateManifest--> active
interface IExpertRegistry is IERC8004Identity, IERC5192 {
    /// @notice The record of one expert.
    struct Expert {
        uint256 operatorId; // the operator that serves it
        string domain; // what it knows about
        bytes32 manifestHash; // sha2-256 digest of its manifest
        string uri; // where the manifest lies
        uint8 status; // 0 none, 1 active, 2 retired, 3 candidate
    }

    /// @notice An expert was published.
    event ExpertPublished(
        uint256 indexed expertId,
        uint256 indexed operatorId,
        string domain,
        bytes32 manifestHash,
        string uri
    );
    /// @notice An expert's manifest was replaced; the earlier ones stay in the history.
    event ManifestUpdated(uint256 indexed expertId, bytes32 manifestHash, string uri);
    /// @notice An expert was retired for good.
    event ExpertRetired(uint256 indexed expertId);

    /// @notice The thresholds that an expert's proofs are judged by were set.
    event ProfileSet(uint256 indexed expertId, bytes32 indexed modelHash, IProofJudge.Profile profile);

    /// @notice Experts do not move, and nobody may be approved to move them.
    error Soulbound();
    /// @notice No expert has this number.
    error ExpertUnknown(uint256 expertId);
    /// @notice The expert is retired.
    error ExpertIsRetired(uint256 expertId);
    /// @notice The caller does not run the expert.
    error NotExpertOperator(uint256 expertId, address caller);
    /// @notice A manifest needs a digest.
    error ManifestMissing();
    /// @notice The metadata key is reserved by ERC-8004.
    error MetadataKeyReserved(string key);
    /// @notice The token is at its operator's account already.
    error AccountCurrent(uint256 expertId, address account);
    /// @notice The thresholds could fail nothing, pass what fails, or belong to no model.
    error ProfileInvalid(uint256 expertId, bytes32 modelHash);
    /// @notice The thresholds of an expert for a model are set once.
    error ProfileFixed(uint256 expertId, bytes32 modelHash);

    /// @notice Publishes an expert of the caller, who must be an active operator.
    function publish(
        string calldata domain,
        bytes32 manifestHash,
        string calldata uri
    ) external returns (uint256 expertId);

    /// @notice Replaces the manifest of an expert of the caller.
    function updateManifest(uint256 expertId, bytes32 manifestHash, string calldata uri) external;
    /// @notice Retires an expert of the caller for good.
    function retire(uint256 expertId) external;
    /// @notice Sets the thresholds that proofs of an expert of the caller are judged by, before it uses a model, and once.
    function setProfile(uint256 expertId, bytes32 modelHash, IProofJudge.Profile calldata profile) external;
    /// @notice Moves an expert's token to the account that its operator acts by since a change of account. Anyone may call.
    function followIdentity(uint256 expertId) external;
    /// @notice The record of an expert.
    function expert(uint256 expertId) external view returns (Expert memory record);
    /// @notice All manifests an expert ever had, oldest first; the last is in force.
    function manifestHistory(uint256 expertId) external view returns (bytes32[] memory hashes);
    /// @notice Tells whether an expert is published and its operator active.
    function isActive(uint256 expertId) external view returns (bool active);
    /// @notice The thresholds that an expert's proofs are judged by; all zero when none were set.
    function profileOf(uint256 expertId, bytes32 modelHash) external view returns (IProofJudge.Profile memory profile);
    /// @notice Number of experts ever registered; also the last number given.
    function count() external view returns (uint256 total);
}
