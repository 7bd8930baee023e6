// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC1155} from "@openzeppelin/contracts/interfaces/IERC1155.sol";
import {IERC1155MetadataURI} from "@openzeppelin/contracts/interfaces/IERC1155MetadataURI.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IWorkLedger} from "../work/IWorkLedger.sol";
import {Balance, Balances} from "./Balances.sol";
import {IContributionCredits} from "./IContributionCredits.sol";

/// @notice Soulbound credits with a lifetime and a decaying balance.
contract ContributionCredits is IContributionCredits, IERC1155MetadataURI, IERC1155Errors, AccessManaged {
    uint256 private constant COMPUTE = 1;
    uint256 private constant LAST_KIND = 2;

    IIdentityRegistry private immutable _IDENTITIES;
    IWorkLedger private immutable _LEDGER;
    uint48 private immutable _HALF_LIFE;
    uint48 private immutable _EPOCH;
    uint96 private immutable _EPOCH_CEILING;
    mapping(uint256 kind => mapping(uint256 identityId => Balance)) private _balances;

    constructor(
        address authority,
        IIdentityRegistry identities,
        IWorkLedger ledger,
        Settings memory all
    ) AccessManaged(authority) {
        bool valid = all.halfLife != 0 && all.epoch != 0 && all.epochCeiling != 0;
        if (!valid || all.epochCeiling > Balances.LARGEST) revert CreditSettingsInvalid();
        (_IDENTITIES, _LEDGER) = (identities, ledger);
        (_HALF_LIFE, _EPOCH, _EPOCH_CEILING) = (all.halfLife, all.epoch, all.epochCeiling);
    }

    /// @inheritdoc IContributionCredits
    function mint(uint256 identityId, uint256 kind, uint256 amount, bytes32 cause) external restricted {
        if (kind > LAST_KIND) revert KindUnknown(kind);
        if (kind == COMPUTE) revert KindClaimed(kind);
        address account = _IDENTITIES.accountOf(identityId);
        if (account == address(0)) revert HolderUnknown(identityId);
        Balance balance = _balances[kind][identityId];
        uint256 minted = balance.mintedIn(_EPOCH);
        uint256 room = _EPOCH_CEILING - minted;
        if (amount > room) revert MintCeiling(identityId, kind, room, amount);
        _balances[kind][identityId] = balance.grow(amount, minted + amount, _HALF_LIFE);
        // No acceptance check: a contract account earns like any other.
        emit TransferSingle(msg.sender, address(0), account, kind, amount);
        emit CreditsMinted(identityId, kind, amount, cause);
    }

    /// @inheritdoc IContributionCredits
    function claim(uint256 operatorId) external returns (uint256 units) {
        units = _LEDGER.unitsOf(operatorId);
        Balance balance = _balances[COMPUTE][operatorId];
        uint256 before = balance.lifetime();
        if (units == before) revert NothingToClaim(operatorId, units);
        address account = _IDENTITIES.accountOf(operatorId);
        if (units > before) {
            // The ledger's ceiling bounds verified work, so none applies here.
            _balances[COMPUTE][operatorId] = balance.grow(units - before, 0, _HALF_LIFE);
            emit TransferSingle(msg.sender, address(0), account, COMPUTE, units - before);
        } else {
            _balances[COMPUTE][operatorId] = balance.shrink(before - units, _HALF_LIFE);
            emit TransferSingle(msg.sender, account, address(0), COMPUTE, before - units);
        }
        emit CreditsClaimed(operatorId, units);
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
        return _balances[kind][_IDENTITIES.identityOf(account)].recent(_HALF_LIFE);
    }

    /// @inheritdoc IContributionCredits
    function lifetimeOf(uint256 identityId, uint256 kind) external view returns (uint256) {
        return _balances[kind][identityId].lifetime();
    }

    /// @inheritdoc IContributionCredits
    function priorityOf(address account) external view returns (uint256 priority) {
        uint256 identityId = _IDENTITIES.identityOf(account);
        for (uint256 kind = 0; kind <= LAST_KIND; ++kind) {
            priority += Math.sqrt(_balances[kind][identityId].recent(_HALF_LIFE));
        }
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
        return _balances[kind][_IDENTITIES.identityOf(account)].lifetime();
    }
}
