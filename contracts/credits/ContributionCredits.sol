// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC1155} from "@openzeppelin/contracts/interfaces/IERC1155.sol";
import {IERC1155MetadataURI} from "@openzeppelin/contracts/interfaces/IERC1155MetadataURI.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {Balance, Balances} from "./Balances.sol";
import {CreditLeaf} from "./CreditLeaf.sol";
import {IContributionCredits} from "./IContributionCredits.sol";
import {MerklePath} from "./MerklePath.sol";

/// @title ContributionCredits
/// @notice Soulbound credits with a lifetime and a decaying balance.
contract ContributionCredits is IContributionCredits, IERC1155MetadataURI, IERC1155Errors, AccessManaged {
    using MerklePath for bytes32[];

    uint256 private constant COMPUTE = 1;
    uint256 private constant LAST_KIND = 2;

    IIdentityRegistry private immutable _IDENTITIES;
    uint48 private immutable _HALF_LIFE;
    uint48 private immutable _EPOCH;
    uint96 private immutable _EPOCH_CEILING;
    /// @dev The holder is an operator's number for compute and an account otherwise.
    mapping(uint256 kind => mapping(uint256 holder => Balance)) private _balances;
    bytes32 private _root;
    uint48 private _cutoff;

    constructor(address authority, IIdentityRegistry identities, Settings memory all) AccessManaged(authority) {
        bool valid = all.halfLife != 0 && all.epoch != 0 && all.epochCeiling != 0;
        if (!valid || all.epochCeiling > Balances.LARGEST) revert CreditSettingsInvalid();
        _IDENTITIES = identities;
        _HALF_LIFE = all.halfLife;
        _EPOCH = all.epoch;
        _EPOCH_CEILING = all.epochCeiling;
    }

    /// @inheritdoc IContributionCredits
    function mint(address to, uint256 kind, uint256 amount, bytes32 cause) external restricted {
        if (kind > LAST_KIND) revert KindUnknown(kind);
        if (kind == COMPUTE) revert KindClaimed(kind);
        if (to == address(0)) revert ERC1155InvalidReceiver(to);
        Balance balance = _balances[kind][uint160(to)];
        uint256 minted = balance.mintedIn(_EPOCH);
        uint256 room = _EPOCH_CEILING - minted;
        if (amount > room) revert MintCeiling(to, kind, room, amount);
        _balances[kind][uint160(to)] = balance.grow(amount, minted + amount, _HALF_LIFE);
        _announce(to, kind, amount, cause);
    }

    /// @inheritdoc IContributionCredits
    function setRoot(bytes32 root, uint48 cutoff) external restricted {
        if (root == 0 || cutoff <= _cutoff) revert CreditRootInvalid(root, cutoff, _cutoff);
        _root = root;
        _cutoff = cutoff;
        emit CreditRootSet(root, cutoff);
    }

    /// @inheritdoc IContributionCredits
    function claim(
        uint256 operatorId,
        address account,
        uint256 cumulative,
        bytes32[] calldata proof
    ) external returns (uint256 amount) {
        bytes32 root = _root;
        bytes32 leaf = CreditLeaf.hash(operatorId, account, cumulative);
        if (!proof.leadsTo(root, leaf)) revert ClaimNotInRoot(leaf, root);
        mapping(uint256 holder => Balance) storage balances = _balances[COMPUTE];
        Balance balance = balances[operatorId];
        uint256 before = balance.lifetime();
        if (cumulative <= before) revert NothingToClaim(operatorId, cumulative, before);
        unchecked {
            amount = cumulative - before;
        }
        // The ledger's ceiling bounds verified work, so none applies here.
        balances[operatorId] = balance.grow(amount, 0, _HALF_LIFE);
        _announce(account, COMPUTE, amount, root);
    }

    /// @inheritdoc IERC1155
    function safeTransferFrom(address, address, uint256, uint256, bytes calldata) external pure {
        revert Soulbound();
    }

    /// @inheritdoc IERC1155
    function safeBatchTransferFrom(
        address,
        address,
        uint256[] calldata,
        uint256[] calldata,
        bytes calldata
    ) external pure {
        revert Soulbound();
    }

    /// @inheritdoc IERC1155
    function setApprovalForAll(address, bool) external pure {
        revert Soulbound();
    }

    /// @inheritdoc IERC1155
    function isApprovedForAll(address, address) external pure returns (bool) {
        return false;
    }

    /// @inheritdoc IERC1155MetadataURI
    function uri(uint256) external pure returns (string memory) {
        return "";
    }

    /// @inheritdoc IERC1155
    function balanceOfBatch(
        address[] calldata accounts,
        uint256[] calldata kinds
    ) external view returns (uint256[] memory amounts) {
        if (accounts.length != kinds.length) revert ERC1155InvalidArrayLength(kinds.length, accounts.length);
        amounts = new uint256[](accounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) amounts[i] = balanceOf(accounts[i], kinds[i]);
    }

    /// @inheritdoc IContributionCredits
    function lifetime(address account, uint256 kind) external view returns (uint256) {
        return balanceOf(account, kind);
    }

    /// @inheritdoc IContributionCredits
    function recent(address account, uint256 kind) external view returns (uint256) {
        return _balances[kind][_holderOf(account, kind)].recent(_HALF_LIFE);
    }

    /// @inheritdoc IContributionCredits
    function claimed(uint256 operatorId) external view returns (uint256) {
        return _balances[COMPUTE][operatorId].lifetime();
    }

    /// @inheritdoc IContributionCredits
    function creditRoot() external view returns (bytes32, uint48) {
        return (_root, _cutoff);
    }

    /// @inheritdoc IContributionCredits
    function settings() external view returns (Settings memory) {
        return Settings(_HALF_LIFE, _EPOCH, _EPOCH_CEILING);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return
            id == type(IERC165).interfaceId ||
            id == type(IERC1155).interfaceId ||
            id == type(IERC1155MetadataURI).interfaceId;
    }

    /// @inheritdoc IERC1155
    function balanceOf(address account, uint256 kind) public view returns (uint256) {
        return _balances[kind][_holderOf(account, kind)].lifetime();
    }

    /// @dev No acceptance check: a contract account earns like any other.
    function _announce(address to, uint256 kind, uint256 amount, bytes32 cause) private {
        emit TransferSingle(msg.sender, address(0), to, kind, amount);
        emit CreditsMinted(to, kind, amount, cause);
    }

    function _holderOf(address account, uint256 kind) private view returns (uint256) {
        return kind == COMPUTE ? _IDENTITIES.identityOf(account) : uint160(account);
    }
}
