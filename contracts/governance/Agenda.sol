// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {BoundedSignatures} from "../deposits/BoundedSignatures.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IWorkLedger} from "../work/IWorkLedger.sol";
import {Drafts} from "./Drafts.sol";
import {IAgenda} from "./IAgenda.sol";
import {ICommonsAuthority} from "./ICommonsAuthority.sol";
import {ICommonsGovernor} from "./ICommonsGovernor.sol";
import {IConstitution} from "./IConstitution.sol";
import {IContributorRoll} from "./IContributorRoll.sol";
import {Places} from "./Places.sol";

/// @title Agenda
/// @notice Whether a sponsor is free is read off the draft it stands behind, so no end of anything needs a transaction.
contract Agenda is IAgenda, EIP712 {
    using BoundedSignatures for address;
    using Drafts for Drafts.Book;
    using Drafts for Drafts.Draft;
    using Places for Places.Quota;

    bytes32 private constant SPONSORSHIP = keccak256("Sponsorship(uint256 proposalId)");
    uint8 private constant CONSTITUTIONAL = 3;

    address private immutable _GOVERNOR;
    ICommonsAuthority private immutable _AUTHORITY;
    IIdentityRegistry private immutable _IDENTITIES;
    IContributorRoll private immutable _ROLL;
    IOperatorRegistry private immutable _OPERATORS;
    IWorkLedger private immutable _LEDGER;
    IConstitution private immutable _CONSTITUTION;
    /// @dev Longest time from the end of a draft to the end of its vote.
    uint256 private immutable _LONGEST;
    Settings private _settings;
    Drafts.Book private _book;
    mapping(uint8 quota => Places.Quota) private _quotas;

    modifier onlyGovernor() {
        if (msg.sender != _GOVERNOR) revert NotGovernor(msg.sender);
        _;
    }

    constructor(
        IIdentityRegistry identities,
        IOperatorRegistry operators,
        IWorkLedger ledger,
        IConstitution constitution,
        ICommonsAuthority authority,
        uint256 longest,
        Settings memory all
    ) EIP712("Tilth Agenda", "1") {
        _GOVERNOR = msg.sender;
        _AUTHORITY = authority;
        _IDENTITIES = identities;
        _ROLL = identities.roll();
        _OPERATORS = operators;
        _LEDGER = ledger;
        _CONSTITUTION = constitution;
        _LONGEST = longest;
        _setSponsorship(all);
    }

    /// @inheritdoc IAgenda
    function sponsor(uint256 proposalId) external {
        _sponsor(proposalId, _draftOf(proposalId), msg.sender, _settings);
    }

    /// @inheritdoc IAgenda
    function sponsorBySig(uint256 proposalId, address[] calldata accounts, bytes[] calldata signatures) external {
        if (accounts.length != signatures.length || accounts.length == 0) {
            revert SponsorsUneven(accounts.length, signatures.length);
        }
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(SPONSORSHIP, proposalId)));
        Drafts.Draft memory it = _draftOf(proposalId);
        Settings memory all = _settings;
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (!accounts[i].isSignedBy(digest, signatures[i])) revert SponsorSignatureInvalid(accounts[i]);
            if (!_book.isBehind(_IDENTITIES.identityOf(accounts[i]), uint96(proposalId), all.liveEach)) {
                it = _sponsor(proposalId, it, accounts[i], all);
            }
        }
    }

    /// @inheritdoc IAgenda
    function conclude(uint256 proposalId) external {
        Drafts.Draft memory it = _draftOf(proposalId);
        if (it.stage != Drafts.PROPOSED || _conclude(uint96(proposalId), it).stage == Drafts.PROPOSED)
            revert NotOver(proposalId);
    }

    /// @inheritdoc IAgenda
    function setSponsorship(Settings calldata all) external {
        if (msg.sender != _AUTHORITY.timelock()) revert NotTimelock(msg.sender);
        _setSponsorship(all);
    }

    /// @inheritdoc IAgenda
    function take(
        uint256 proposalId,
        address proposer,
        uint8 class,
        uint32 end
    ) external onlyGovernor returns (uint32 proposerId, bool opener) {
        Drafts.Draft memory it = _draftOf(proposalId);
        Settings memory all = _settings;
        (uint256 identityId, bool active) = _IDENTITIES.standing(proposer);
        if (!active && proposer == _AUTHORITY.court()) {
            it.high = uint160(proposalId >> 96);
            it.quota = Places.COURT;
            if (!_quotas[Places.COURT].take(1, end)) revert NoPlace(Places.COURT, 0);
        } else {
            // Who proposes is a sponsor too, so where one is enough no draft is needed.
            bool behind = active && it.isOpen() && _book.isBehind(identityId, uint96(proposalId), all.liveEach);
            if (!behind) it = _sponsor(proposalId, it, proposer, all);
            if (it.stage != Drafts.COMPLETE) revert SponsorsMissing(proposalId, it.people, it.operators);
            it.quota = _takePlace(uint96(proposalId), it, class, end, all);
            proposerId = uint32(identityId);
            opener = proposerId == it.opener;
        }
        (it.stage, it.until) = (Drafts.PROPOSED, end);
        _book.drafts[uint96(proposalId)] = it;
        emit PlaceTaken(proposalId, it.quota, end);
    }

    /// @inheritdoc IAgenda
    function release(uint256 proposalId) external onlyGovernor {
        Drafts.Draft memory it = _draftOf(proposalId);
        _quotas[it.quota].leave(it.until);
        (it.stage, it.until) = (Drafts.ENDED, 0);
        _book.drafts[uint96(proposalId)] = it;
        emit PlaceReleased(proposalId);
    }

    /// @inheritdoc IAgenda
    function draft(uint256 proposalId) external view returns (uint256, uint256, uint256, bool, uint256) {
        Drafts.Draft memory it = _draftOf(proposalId);
        if (!it.isOpen()) return (0, 0, 0, false, 0);
        return (it.opener, it.people, it.operators, it.stage == Drafts.COMPLETE, it.until);
    }

    /// @inheritdoc IAgenda
    function isSponsor(uint256 proposalId, uint256 identityId) external view returns (bool) {
        Drafts.Draft memory it = _draftOf(proposalId);
        bool live = it.stage == Drafts.PROPOSED || it.until >= block.timestamp;
        return live && _book.isBehind(identityId, uint96(proposalId), _settings.liveEach);
    }

    /// @inheritdoc IAgenda
    function placesLeft(uint8 quota) external view returns (uint256) {
        return _quotas[quota].free(_limitOf(quota, _settings));
    }

    /// @inheritdoc IAgenda
    function waitingFor(uint8 quota) external view returns (uint256) {
        return _quotas[quota].waiting();
    }

    /// @inheritdoc IAgenda
    function coolUntil(uint256 identityId) external view returns (uint256 until) {
        Settings memory all = _settings;
        for (uint256 i = 0; i < all.liveEach; ++i) {
            (uint96 key, ) = _book.placeAt(identityId, i);
            Drafts.Draft memory it = _book.drafts[key];
            uint256 end = it.stage == Drafts.ENDED ? it.until : 0;
            if (it.stage == Drafts.PROPOSED && _isOver(key, it) && _isWeak(key, it))
                end = uint256(it.until) + all.coolDown;
            if (end >= block.timestamp && end > until) until = end;
        }
    }

    /// @inheritdoc IAgenda
    function settings() external view returns (Settings memory) {
        return _settings;
    }

    /// @dev Adds a sponsor, and opens the draft if there is none.
    function _sponsor(
        uint256 proposalId,
        Drafts.Draft memory it,
        address account,
        Settings memory all
    ) private returns (Drafts.Draft memory) {
        uint96 key = uint96(proposalId);
        if (it.stage != 0 && !it.isOpen()) revert DraftClosed(proposalId);
        (uint256 identityId, bool isPerson, bool isOperator) = _standingOf(proposalId, account);
        if (it.stage == 0) {
            it = Drafts.Draft(uint160(proposalId >> 96), 0, uint32(identityId), 0, 0, Drafts.DRAFT, 0);
            it.until = uint32(block.timestamp + all.draftWindow);
        }
        _standBehind(proposalId, identityId, it.until, all);
        if (isPerson) ++it.people;
        if (isOperator) ++it.operators;
        it.complete(all.peopleSponsors, all.operatorSponsors);
        _book.drafts[key] = it;
        emit Sponsored(proposalId, identityId, it.people, it.operators, it.stage == Drafts.COMPLETE, it.until);
        if (it.stage == Drafts.COMPLETE) {
            Places.Entry memory entry = it.entryOf(key, it.quota == Places.OPERATORS);
            bool waits = _quotas[it.quota].waitIfFull(entry, _limitOf(it.quota, all));
            if (waits) emit DraftWaits(proposalId, it.quota, entry.sponsors);
        }
        return it;
    }

    /// @dev Keeps the first place that is free, and refuses whom what it stood behind keeps waiting.
    function _standBehind(uint256 proposalId, uint256 identityId, uint256 until, Settings memory all) private {
        uint256 index = all.liveEach;
        for (uint256 i = 0; i < all.liveEach; ++i) {
            (uint96 key, uint256 latest) = _book.placeAt(identityId, i);
            if (latest >= block.timestamp) {
                if (key == uint96(proposalId)) revert AlreadySponsor(proposalId, identityId);
                Drafts.Draft memory other = _conclude(key, _book.drafts[key]);
                if (other.stage == Drafts.PROPOSED) continue;
                if (other.until >= block.timestamp) {
                    if (other.stage == Drafts.ENDED) revert SponsorCooling(identityId, other.until);
                    continue;
                }
            }
            if (index == all.liveEach) index = i;
        }
        if (index == all.liveEach) revert TooManyLiveEach(identityId, all.liveEach);
        _book.stand(identityId, index, uint96(proposalId), until + _LONGEST + all.coolDown);
    }

    /// @dev Once a vote is over its proposal holds its sponsors no longer, unless too few agreed.
    function _conclude(uint96 key, Drafts.Draft memory it) private returns (Drafts.Draft memory) {
        if (it.stage != Drafts.PROPOSED || !_isOver(key, it)) return it;
        it.until = it.quota != Places.COURT && _isWeak(key, it) ? it.until + _settings.coolDown : 0;
        it.stage = Drafts.ENDED;
        _book.drafts[key] = it;
        emit ProposalConcluded(it.idOf(key), it.until);
        return it;
    }

    function _takePlace(
        uint96 key,
        Drafts.Draft memory it,
        uint8 class,
        uint32 end,
        Settings memory all
    ) private returns (uint8) {
        Places.Quota storage quota = _quotas[it.quota];
        Places.Entry memory entry = it.entryOf(key, it.quota == Places.OPERATORS);
        bool reserved = class == CONSTITUTIONAL && _quotas[Places.RESERVED].take(1, end);
        if (!reserved) {
            bool ranked = 4 * (block.timestamp % ((uint256(all.draftWindow) + 1) / 2)) < all.draftWindow;
            (bool taken, uint256 better) = quota.takeInTurn(entry, _limitOf(it.quota, all), end, ranked);
            if (!taken) revert NoPlace(it.quota, better);
        }
        quota.stopWaiting(key);
        return reserved ? Places.RESERVED : it.quota;
    }

    function _setSponsorship(Settings memory all) private {
        _CONSTITUTION.checkSponsorship(all);
        _settings = all;
        emit SponsorshipSet(all);
    }

    /// @dev Of one group one person counts; who owns it and sits in the chamber counts as operator beside.
    function _standingOf(
        uint256 proposalId,
        address account
    ) private returns (uint256 identityId, bool isPerson, bool isOperator) {
        bool active;
        (identityId, active) = _IDENTITIES.standing(account);
        if (!active) revert SponsorIneligible(account, identityId);
        isPerson = _ROLL.hasVoice(identityId);
        bytes32 group = _OPERATORS.groupOf(identityId);
        if (group != 0) {
            isOperator = _LEDGER.castableVotesOf(identityId, block.timestamp - 1) != 0;
            if (isPerson && !_book.isFirstOf(uint96(proposalId), group)) {
                if (!isOperator) revert GroupSponsored(proposalId, group);
                isPerson = false;
            }
        }
        if (!isPerson && !isOperator) revert SponsorIneligible(account, identityId);
    }

    function _draftOf(uint256 proposalId) private view returns (Drafts.Draft memory it) {
        it = _book.drafts[uint96(proposalId)];
        if (it.stage != 0 && it.high != uint160(proposalId >> 96)) revert DraftCollides(proposalId);
    }

    function _isOver(uint96 key, Drafts.Draft memory it) private view returns (bool) {
        return block.timestamp > it.until && block.timestamp > IGovernor(_GOVERNOR).proposalDeadline(it.idOf(key));
    }

    function _isWeak(uint96 key, Drafts.Draft memory it) private view returns (bool) {
        return ICommonsGovernor(_GOVERNOR).isWeak(it.idOf(key), it.quota == Places.OPERATORS ? 1 : 0);
    }

    function _limitOf(uint8 quota, Settings memory all) private pure returns (uint256) {
        if (quota == Places.PEOPLE) return all.peoplePlaces;
        return quota == Places.OPERATORS ? all.operatorPlaces : 1;
    }
}
