// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IWorkLedger} from "../work/IWorkLedger.sol";
import {Drafts} from "./Drafts.sol";
import {IAgenda} from "./IAgenda.sol";
import {CommonsAuthority} from "./CommonsAuthority.sol";
import {ICommonsGovernor} from "./ICommonsGovernor.sol";
import {Constitution} from "./Constitution.sol";
import {Places} from "./Places.sol";

/// @notice Whether a sponsor is free is read off the draft it stands behind, so no end of anything needs a transaction.
contract Agenda is IAgenda {
    using Drafts for Drafts.Book;
    using Drafts for Drafts.Draft;
    using Places for Places.Quota;

    uint8 private constant CONSTITUTIONAL = 3;

    address private immutable _GOVERNOR;
    CommonsAuthority private immutable _AUTHORITY;
    IIdentityRegistry private immutable _IDENTITIES;
    IOperatorRegistry private immutable _OPERATORS;
    IWorkLedger private immutable _LEDGER;
    Constitution private immutable _CONSTITUTION;
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
        Constitution constitution,
        CommonsAuthority authority,
        uint256 longest,
        Settings memory all
    ) {
        _GOVERNOR = msg.sender;
        _AUTHORITY = authority;
        _IDENTITIES = identities;
        _OPERATORS = operators;
        _LEDGER = ledger;
        _CONSTITUTION = constitution;
        _LONGEST = longest;
        _setSponsorship(all);
    }

    function sponsor(uint256 proposalId) external {
        Drafts.Batch memory all = _begin(proposalId, 1);
        (uint256 identityId, bool joined) = _join(all, msg.sender);
        if (!joined) revert AlreadySponsor(proposalId, identityId);
        _keep(all);
    }

    function sponsorBySig(uint256 proposalId, Signed[] calldata sponsors) external {
        Drafts.Batch memory all = _begin(proposalId, sponsors.length);
        _joinSigned(all, sponsors);
        _keep(all);
    }

    /// @inheritdoc IAgenda
    /// @dev The draft is whole when the governor asks for its place; groups need not be kept of what closes at once.
    function proposeBySig(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        string calldata description,
        Signed[] calldata sponsors
    ) external returns (uint256 proposalId) {
        proposalId = uint256(keccak256(abi.encode(targets, values, calldatas, keccak256(bytes(description)))));
        Drafts.Batch memory all = _begin(proposalId, 1 + sponsors.length);
        _join(all, msg.sender);
        _joinSigned(all, sponsors);
        _store(all);
        ICommonsGovernor(_GOVERNOR).proposeFor(msg.sender, targets, values, calldatas, description);
    }

    function conclude(uint256 proposalId) external {
        Drafts.Draft memory it = _draftOf(proposalId);
        if (it.stage != Drafts.PROPOSED || !_isOver(uint96(proposalId), it)) revert NotOver(proposalId);
        _conclude(uint96(proposalId), it);
    }

    function setSponsorship(Settings calldata all) external {
        if (msg.sender != _AUTHORITY.timelock()) revert NotTimelock(msg.sender);
        _setSponsorship(all);
    }

    function take(
        uint256 proposalId,
        address proposer,
        uint8 class,
        uint32 end
    ) external onlyGovernor returns (uint32 proposerId, bool opener) {
        Drafts.Draft memory it;
        (uint256 identityId, bool active) = _IDENTITIES.standing(proposer);
        if (!active && proposer == _AUTHORITY.court()) {
            // A draft under the same key is one that somebody made up to stand in the way.
            (it.high, it.quota) = (uint160(proposalId >> 96), Places.COURT);
            if (!_quotas[Places.COURT].take(1, end)) revert NoPlace(Places.COURT, 0);
        } else {
            if (!active) revert SponsorIneligible(proposer, identityId);
            // Who proposes is a sponsor too, so where one is enough no draft is needed.
            Drafts.Batch memory all = _begin(proposalId, 1);
            if (!Drafts.isBehind(_book.behind[identityId], uint96(proposalId))) {
                _join(all, proposer);
                _store(all);
            }
            it = all.draft;
            if (it.stage != Drafts.COMPLETE) revert SponsorsMissing(proposalId, it.people, it.operators);
            it.quota = _takePlace(uint96(proposalId), it, class, end, all.asked);
            proposerId = uint32(identityId);
            opener = proposerId == it.opener;
        }
        (it.stage, it.until) = (Drafts.PROPOSED, end);
        _book.drafts[uint96(proposalId)] = it;
        emit PlaceTaken(proposalId, it.quota, end);
    }

    function release(uint256 proposalId) external onlyGovernor {
        Drafts.Draft memory it = _draftOf(proposalId);
        _quotas[it.quota].leave(it.until);
        (it.stage, it.until) = (Drafts.ENDED, 0);
        _book.drafts[uint96(proposalId)] = it;
        emit PlaceReleased(proposalId);
    }

    function draft(uint256 proposalId) external view returns (uint256, uint256, uint256, bool, uint256) {
        Drafts.Draft memory it = _draftOf(proposalId);
        if (!it.isOpen()) return (0, 0, 0, false, 0);
        return (it.opener, it.people, it.operators, it.stage == Drafts.COMPLETE, it.until);
    }

    function placesLeft(uint8 quota) external view returns (uint256) {
        return _quotas[quota].free(Drafts.limitOf(quota, _settings));
    }

    function settings() external view returns (Settings memory) {
        return _settings;
    }

    /// @dev Keeps a draft that sponsors joined and that looks for more, or waits where places are taken.
    function _keep(Drafts.Batch memory all) private {
        _store(all);
        (uint96 key, Drafts.Draft memory it) = (uint96(all.id), all.draft);
        _book.keepGroups(all);
        if (it.stage != Drafts.COMPLETE) return;
        Places.Entry memory entry = it.entryOf(key, it.quota == Places.OPERATORS);
        bool waits = _quotas[it.quota].waitIfFull(entry, Drafts.limitOf(it.quota, all.asked));
        if (waits) emit DraftWaits(all.id, it.quota, entry.sponsors);
    }

    function _store(Drafts.Batch memory all) private {
        if (all.count == 0) return;
        Drafts.Draft memory it = all.draft;
        it.complete(all.asked);
        _book.drafts[uint96(all.id)] = it;
        emit Sponsored(all.id, all.joined, it.people, it.operators, it.stage == Drafts.COMPLETE, it.until);
    }

    function _joinSigned(Drafts.Batch memory all, Signed[] calldata sponsors) private {
        if (sponsors.length == 0) return;
        bytes32 digest = Drafts.digestOf(all.id);
        for (uint256 i = 0; i < sponsors.length; ++i) {
            address account = sponsors[i].account;
            if (!Drafts.isSigned(account, digest, sponsors[i].signature)) revert SponsorSignatureInvalid(account);
            _join(all, account);
        }
    }

    /// @dev Adds a sponsor, the first of whom opens the draft; false for one that stands behind it already.
    function _join(Drafts.Batch memory all, address account) private returns (uint256, bool) {
        uint96 key = uint96(all.id);
        Drafts.Draft memory it = all.draft;
        (uint256 identityId, bool active, bool hasVoice) = _IDENTITIES.membership(account);
        uint256 places = _book.behind[identityId];
        if (Drafts.isBehind(places, key)) return (identityId, false);
        if (!active) revert SponsorIneligible(account, identityId);
        if (it.stage == 0) it.open(all.id, identityId, all.asked.draftWindow);
        (bool isPerson, bool isOperator) = _standingOf(all, account, identityId, hasVoice);
        uint256 index = _freePlaceOf(all, identityId, places);
        uint256 end = it.until + _LONGEST + all.asked.coolDown;
        _book.behind[identityId] = Drafts.withPlace(places, index, key, end);
        if (isPerson) ++it.people;
        if (isOperator) ++it.operators;
        all.joined[all.count++] = identityId;
        return (identityId, true);
    }

    /// @dev The first place that is free; refuses whom what it stood behind keeps waiting.
    function _freePlaceOf(Drafts.Batch memory all, uint256 identityId, uint256 places) private returns (uint256 index) {
        uint256 most = all.asked.liveEach;
        index = most;
        for (uint256 i = 0; i < most; ++i) {
            (uint96 key, uint256 latest) = Drafts.placeAt(places, i);
            // Who sponsors together often did before: what holds one no more holds none of them.
            if (latest >= block.timestamp && key != all.past) {
                Drafts.Draft memory other = _book.drafts[key];
                if (other.stage == Drafts.PROPOSED) {
                    if (!_isOver(key, other)) continue;
                    // What ended longer ago makes nobody wait, however it ended.
                    if (block.timestamp <= other.until + all.asked.coolDown) _conclude(key, other);
                }
                if (other.until >= block.timestamp) {
                    if (other.stage == Drafts.ENDED) revert SponsorCooling(identityId, other.until);
                    continue;
                }
                all.past = key;
            }
            if (index == most) index = i;
        }
        if (index == most) revert TooManyLiveEach(identityId, most);
    }

    /// @dev Once a vote is over its proposal holds its sponsors no longer, unless too few agreed.
    function _conclude(uint96 key, Drafts.Draft memory it) private {
        uint256 proposalId = it.idOf(key);
        uint8 chamber = it.quota == Places.OPERATORS ? 1 : 0;
        bool weak = it.quota != Places.COURT && ICommonsGovernor(_GOVERNOR).isWeak(proposalId, chamber);
        (it.stage, it.until) = (Drafts.ENDED, weak ? it.until + _settings.coolDown : 0);
        _book.drafts[key] = it;
        emit ProposalConcluded(proposalId, it.until);
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
            (bool taken, uint256 better) = quota.takeInTurn(entry, Drafts.limitOf(it.quota, all), end, ranked);
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

    /// @dev A vote may end later than was foreseen, never earlier.
    function _isOver(uint96 key, Drafts.Draft memory it) private view returns (bool) {
        if (block.timestamp <= it.until) return false;
        return block.timestamp > IGovernor(_GOVERNOR).proposalDeadline(it.idOf(key));
    }

    /// @dev Of one group one person counts; who owns it and sits in the chamber counts as operator beside.
    function _standingOf(
        Drafts.Batch memory all,
        address account,
        uint256 identityId,
        bool hasVoice
    ) private view returns (bool isPerson, bool isOperator) {
        isPerson = hasVoice;
        bytes32 group = _OPERATORS.groupOf(identityId);
        if (group != 0) {
            isOperator = _LEDGER.castableVotesOf(identityId, block.timestamp - 1) != 0;
            bool counted = isPerson && _book.isCounted(all, group);
            if (counted && !isOperator) revert GroupSponsored(all.id, group);
            if (counted) isPerson = false;
            if (isPerson) all.groups[all.count] = group;
        }
        if (!isPerson && !isOperator) revert SponsorIneligible(account, identityId);
    }

    /// @dev A draft that takes sponsors, new or open.
    function _begin(uint256 proposalId, uint256 sponsors) private view returns (Drafts.Batch memory all) {
        all.id = proposalId;
        all.draft = _draftOf(proposalId);
        all.known = all.draft.stage != 0;
        if (all.known && !all.draft.isOpen()) revert DraftClosed(proposalId);
        all.asked = _settings;
        (all.joined, all.groups) = (new uint256[](sponsors), new bytes32[](sponsors));
    }

    function _draftOf(uint256 proposalId) private view returns (Drafts.Draft memory it) {
        it = _book.drafts[uint96(proposalId)];
        if (it.stage != 0 && it.high != uint160(proposalId >> 96)) revert DraftCollides(proposalId);
    }
}
