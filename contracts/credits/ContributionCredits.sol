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

/// @title Credits that cannot be moved, sold or spent.
/// @notice Kinds: 0 contribution, 1 compute, 2 stewardship. All belong to an identity, whatever account acts for it.
/// `lifetime` is for attribution: only compute ever falls, when work is taken back. `recent` halves in every half-life.
/// What credits buy: `priorityOf`, the order in which gates answer when they are full, beyond the floor that every member
/// has alike. Nothing else: no vote, no seat, no floor, no price. A gate that reads anything but `priorityOf` breaks this.
contract ContributionCredits is IERC1155, IERC1155MetadataURI, IERC1155Errors, AccessManaged {
    /// @notice Settings at birth.
    struct Settings {
        uint48 halfLife; // seconds in which `recent` halves
        uint48 epoch; // seconds of one minting epoch
        uint96 epochCeiling; // most credits of one kind an identity is minted per epoch, below 2**72
    }

    /// @notice Credits of kind 0 or 2 were minted.
    /// @param kind 0 contribution, 2 stewardship.
    event CreditsMinted(uint256 indexed identityId, uint256 indexed kind, uint256 amount, bytes32 cause);
    /// @notice An operator's compute credits were brought to its units in the work ledger, up or down.
    event CreditsClaimed(uint256 indexed identityId, uint256 units);

    /// @notice Credits do not move, and nobody may be approved to move them.
    error Soulbound();
    /// @notice There are kinds 0 to 2 only.
    error KindUnknown(uint256 kind);
    /// @notice Credits of this kind are claimed, never minted.
    error KindClaimed(uint256 kind);
    /// @notice A setting is zero, or the ceiling too large.
    error CreditSettingsInvalid();
    /// @notice No identity has this number.
    error HolderUnknown(uint256 identityId);
    /// @notice The identity earned as much of this kind as one epoch allows.
    error MintCeiling(uint256 identityId, uint256 kind, uint256 room, uint256 amount);
    /// @notice The operator has exactly its units.
    error NothingToClaim(uint256 operatorId, uint256 units);

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

    /// @notice Mints credits of kinds 0 and 2. Only the model registry and the court.
    /// @param kind 0 contribution, 2 stewardship.
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

    /// @notice Brings an operator's compute credits to its units in the work ledger, up or down. Anyone may call.
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

    function safeTransferFrom(address, address, uint256, uint256, bytes calldata) external pure {
        revert Soulbound();
    }

    function safeBatchTransferFrom(
        address,
        address,
        uint256[] calldata,
        uint256[] calldata,
        bytes calldata
    ) external pure {
        revert Soulbound();
    }

    function setApprovalForAll(address, bool) external pure {
        revert Soulbound();
    }

    function isApprovedForAll(address, address) external pure returns (bool) {
        return false;
    }

    function uri(uint256) external pure returns (string memory) {
        return "";
    }

    function balanceOfBatch(
        address[] calldata accounts,
        uint256[] calldata kinds
    ) external view returns (uint256[] memory amounts) {
        if (accounts.length != kinds.length) revert ERC1155InvalidArrayLength(kinds.length, accounts.length);
        amounts = new uint256[](accounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) amounts[i] = balanceOf(accounts[i], kinds[i]);
    }

    /// @notice All credits of a kind of the identity that the account acts for now.
    function lifetime(address account, uint256 kind) external view returns (uint256) {
        return balanceOf(account, kind);
    }

    /// @notice Credits of a kind that still weigh, of the identity that the account acts for now.
    function recent(address account, uint256 kind) external view returns (uint256) {
        return _balances[kind][_IDENTITIES.identityOf(account)].recent(_HALF_LIFE);
    }

    /// @notice All credits of a kind of an identity.
    function lifetimeOf(uint256 identityId, uint256 kind) external view returns (uint256) {
        return _balances[kind][identityId].lifetime();
    }

    /// @notice The one number that gates may read: the roots of the recent balances of all kinds, added up.
    /// @return priority 0 without recent credits; four times the work doubles it.
    function priorityOf(address account) external view returns (uint256 priority) {
        uint256 identityId = _IDENTITIES.identityOf(account);
        for (uint256 kind = 0; kind <= LAST_KIND; ++kind) {
            priority += Math.sqrt(_balances[kind][identityId].recent(_HALF_LIFE));
        }
    }

    /// @notice Settings at birth.
    function settings() external view returns (Settings memory) {
        return Settings(_HALF_LIFE, _EPOCH, _EPOCH_CEILING);
    }

    function supportsInterface(bytes4 id) external pure returns (bool) {
        return
            id == type(IERC165).interfaceId ||
            id == type(IERC1155).interfaceId ||
            id == type(IERC1155MetadataURI).interfaceId;
    }

    function balanceOf(address account, uint256 kind) public view returns (uint256) {
        return _balances[kind][_IDENTITIES.identityOf(account)].lifetime();
    }
}
